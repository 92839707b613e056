"""The only translated titles that may stand in a ballot: those that a person wrote or approved."""

from collections.abc import Iterable

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.models.proposals import Proposal
from consult.models.translations import Translation
from consult.rules.translations import Extent, Provenance, TranslationState


def approved_title(proposal: Proposal, language: str) -> str | None:
    """The proposal's title in ``language`` as its author wrote it or a person has translated or approved it.

    None where there is only a machine's, or one of an older version.
    """
    return approved_titles([proposal])[proposal.id].get(language)


def approved_titles(proposals: Iterable[Proposal]) -> dict[int, Localised]:
    """Proposal id → the titles that people stand behind, by language; one statement for all."""
    by_id = {proposal.id: proposal for proposal in proposals}
    rows = db.session.scalars(
        sa.select(Translation)
        .where(Translation.proposal_id.in_(by_id), Translation.state == TranslationState.SHOWN)
        .order_by(Translation.extent == Extent.FULL, Translation.id)  # a full translation's title comes last
    )
    titles: dict[int, Localised] = {number: {} for number in by_id}
    for row in rows:
        proposal = by_id[row.proposal_id or 0]
        provenance = Provenance(row.origin, row.reviewed_at is not None)
        if row.title and row.version == proposal.shown_version and provenance.by_person:
            titles[proposal.id][row.language] = row.title
    for proposal in by_id.values():
        titles[proposal.id][proposal.language] = proposal.title
    return titles
