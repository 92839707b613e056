"""What somebody had begun before signing in: the kept form, and what a page may say of it."""

import sqlalchemy as sa

from consult.kernel.db import db
from consult.kernel.i18n import current_language, language_of, localised
from consult.models.events import Event
from consult.models.forms import KeptForm
from consult.models.proposals import Proposal
from consult.queries.conditions import public
from consult.queries.translations import joins
from consult.rules.events import EventStatus


def kept(kept_form_id: int | None) -> KeptForm | None:
    """A kept form by its id, which only our own tokens and sessions carry; None for None."""
    return db.session.get(KeptForm, kept_form_id) if kept_form_id is not None else None


def public_title(proposal_id: int) -> tuple[str, str] | None:
    """Title of a proposal that everybody may read, as the reader gets it, and the language it is in."""
    row = db.session.execute(
        sa.select(*joins.heading(current_language())).where(Proposal.id == proposal_id, public())
    ).first()
    return (row[0], row[1]) if row else None


def event_title(event_id: int) -> tuple[str, str] | None:
    """Title of an event that is planned, as the reader gets it, and the language it is in."""
    title = db.session.scalar(
        sa.select(Event.title).where(Event.id == event_id, Event.status == EventStatus.PUBLISHED)
    )
    return (localised(title), language_of(title)) if title else None
