"""What the deeds on a proposal share: a new version, the text shown before publication, a journal line."""

from datetime import datetime
from typing import Any

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.models.proposals import Proposal, ProposalVersion
from consult.rules.lifecycle import Review
from consult.services import journal
from consult.services.proposals.fields import ProposalFields


def add_version(
    actor: Actor, proposal: Proposal, fields: ProposalFields, language: str, moment: datetime
) -> ProposalVersion:
    """The text as version ``newest_version``, waiting for moderation."""
    version = ProposalVersion(
        proposal_id=proposal.id,
        number=proposal.newest_version,
        title=fields.title,
        body=fields.body,
        language=language,
        written_by_id=actor.account_id,
        created_at=moment,
        review=Review.PENDING,
    )
    db.session.add(version)
    return version


def show(proposal: Proposal, version: ProposalVersion) -> None:
    """The row repeats the version that is shown: before anything is public, the newest."""
    proposal.title, proposal.body, proposal.language = version.title, version.body, version.language
    proposal.shown_version = version.number


def record(actor: Actor, event: str, proposal: Proposal, **facts: Any) -> None:
    """A line in the journal; on behalf of the organisation when its author acts."""
    own = actor.account_id == proposal.author_id
    journal.record(
        actor,
        event,
        "proposal",
        proposal.id,
        chantier=proposal.chantier_number,
        organisation_id=proposal.organisation_id if own else None,
        **facts,
    )
