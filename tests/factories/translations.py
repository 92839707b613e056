"""Translations that readers get, as stories need them."""

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.models.translations import Translation
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import Extent, Origin, TranslationState
from consult.services import translations
from consult.services.translations.texts import locked

TITLE = "Eine Streuobstwiese für alle"
BODY = "Wir pflanzen mit den Kindern der Schule Apfelbäume auf der Wiese am Fluss."


def shown(text: Proposal | Comment, body: str = BODY, **values: object) -> Translation:
    """A full German translation of the version that everybody reads, by the administration; the row alone,
    without what the deeds do around it."""
    proposal = isinstance(text, Proposal)
    machine = values.get("origin") is Origin.MACHINE
    defaults = {
        "proposal_id": text.id if proposal else None,
        "comment_id": None if proposal else text.id,
        "version": text.shown_version if isinstance(text, Proposal) else text.version,
        "language": "de",
        "extent": Extent.FULL,
        "title": TITLE if proposal else None,
        "origin": Origin.STAFF,
        "state": TranslationState.SHOWN,
        "provider": "libretranslate" if machine else None,
        "created_at": now(),
        "reviewed_at": None if machine else now(),
    }
    row = Translation(body=body, **(defaults | values))
    db.session.add(row)
    db.session.flush()
    return row


def by_machine(proposal: Proposal, title: str = TITLE, body: str = BODY) -> Translation:
    """A German translation that nobody has checked, shown instead of an earlier one as the worker does it."""
    row = Translation(
        proposal_id=proposal.id,
        version=proposal.shown_version,
        language="de",
        extent=Extent.FULL,
        title=title,
        body=body,
        origin=Origin.MACHINE,
        state=TranslationState.PROPOSED,
        provider="libretranslate",
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    translations.show(SYSTEM, locked(Subject(SubjectKind.PROPOSAL, proposal.id)), row)
    return row
