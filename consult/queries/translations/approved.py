"""The only translated titles that may stand in a ballot: those that a person wrote or approved."""

from collections.abc import Iterable

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.models.proposals import Proposal, ProposalVersion
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


def given_up_titles(proposal_ids: Iterable[int]) -> dict[int, set[tuple[str, str]]]:
    """Proposal id → (language, title) that it had once and has no more: of earlier versions, of translations
    that are refused or of another version than the one shown. Four statements."""
    ids = list(proposal_ids)
    once = [
        sa.select(Translation.proposal_id, Translation.language, Translation.title)
        .join(Proposal, Proposal.id == Translation.proposal_id)
        .where(
            sa.or_(
                Translation.state == TranslationState.REFUSED, Translation.version != Proposal.shown_version
            ),
        ),
        sa.select(ProposalVersion.proposal_id, ProposalVersion.language, ProposalVersion.title)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .where(ProposalVersion.number != Proposal.shown_version),
    ]
    found: dict[int, set[tuple[str, str]]] = {}
    for statement in once:
        for number, language, title in db.session.execute(statement.where(Proposal.id.in_(ids))):
            found.setdefault(number or 0, set()).add((language, title or ""))
    rows = db.session.scalars(sa.select(Proposal).where(Proposal.id.in_(ids))).all()
    for number, titles in approved_titles(rows).items():
        found.get(number, set()).difference_update(titles.items())
    return found
