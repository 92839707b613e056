"""Single proposals and versions as the deeds lock and find them."""

import sqlalchemy as sa

from consult.kernel.db import db
from consult.kernel.errors import Invalid, NotFound
from consult.kernel.messages import N_
from consult.models.programme import Chantier
from consult.models.proposals import Proposal, ProposalVersion
from consult.models.territory import Commune
from consult.rules.participation import Channel


def locked(proposal_id: int) -> Proposal:
    """The row, fresh and locked until the transaction ends, or ``NotFound``.

    On PostgreSQL FOR NO KEY UPDATE, so that comments and reports may refer to it meanwhile.
    """
    proposal = db.session.scalar(
        sa.select(Proposal)
        .where(Proposal.id == proposal_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if proposal is None:
        raise NotFound
    return proposal


def newest_version(proposal: Proposal) -> ProposalVersion:
    """The text saved last, whatever moderation thinks of it."""
    return db.session.execute(
        sa.select(ProposalVersion).where(
            ProposalVersion.proposal_id == proposal.id,
            ProposalVersion.number == proposal.newest_version,
        )
    ).scalar_one()


def edition(proposal: Proposal) -> str:
    """Changes whenever the text does; a form carries it to find out that somebody was faster."""
    return f"{proposal.newest_version}@{proposal.changed_at.isoformat()}"


def delete(proposal_id: int) -> None:
    """Delete the row; its versions go with it."""
    db.session.execute(sa.delete(Proposal).where(Proposal.id == proposal_id))


def author_of(proposal_id: int) -> int | None:
    """Whose account wrote it."""
    return db.session.scalar(sa.select(Proposal.author_id).where(Proposal.id == proposal_id))


def by_receipt_code(code: str) -> int | None:
    """The id of the proposal that was entered under ``code``."""
    return db.session.scalar(sa.select(Proposal.id).where(Proposal.receipt_code == code))


def entered_twin(title: str, body: str) -> int | None:
    """The id of a proposal that staff have entered before with exactly this text."""
    return db.session.scalar(
        sa.select(Proposal.id)
        .where(Proposal.channel != Channel.ONLINE, Proposal.title == title, Proposal.body == body)
        .limit(1)
    )


def check_ground(chantier: int, commune: str | None) -> None:
    """Refuse with ``Invalid`` a chantier or commune that does not exist."""
    if db.session.scalar(sa.select(Chantier.number).where(Chantier.number == chantier)) is None:
        raise Invalid("chantier_missing", N_("Please choose a chantier."), field="chantier")
    if commune and db.session.scalar(sa.select(Commune.insee).where(Commune.insee == commune)) is None:
        raise Invalid("commune_missing", N_("Please choose a commune from the list."), field="commune")
