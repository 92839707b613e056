"""What people write, as search finds it: as written, and in every language it has been translated to."""

from collections.abc import Sequence

from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.models.ballots import Ballot
from consult.models.comments import Comment
from consult.models.proposals import Answer, Proposal
from consult.models.translations import Translation
from consult.queries import search as queries
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.search import AuthorKind, SearchKind
from consult.services.search.official import in_all
from consult.services.search.table import Found, Text, index


def proposals(rows: Sequence[Proposal]) -> None:
    """Index the shown texts of listed, visible proposals."""
    authors = queries.accounts(row.author_id for row in rows)
    translations = queries.current_translations(rows)
    for row in rows:
        others = translations.get(Subject(SubjectKind.PROPOSAL, row.id), [])
        texts = [Text(row.language, row.title, row.body), *map(_translated, others)]
        found = Found(
            object_id=row.id,
            language=row.language,
            chantier_number=row.chantier_number,
            commune_insee=row.commune_insee,
            status=row.state.value,
            author_kind=_author_kind(authors.get(row.author_id or 0), row),
            happened_at=row.published_at,
        )
        index(SearchKind.PROPOSAL, row.id, texts, found)


def comments(rows: Sequence[Comment], proposal: Proposal | None = None) -> None:
    """Index public comments of visible proposals; ``proposal`` where it is the same for all, else loaded."""
    authors = queries.accounts(row.author_id for row in rows)
    translations = queries.current_translations(rows)
    for row in rows:
        above = proposal or row.proposal
        others = translations.get(Subject(SubjectKind.COMMENT, row.id), [])
        texts = [Text(row.language, "", row.body), *map(_translated, others)]
        found = Found(
            object_id=row.id,
            parent_id=above.id,
            language=row.language,
            chantier_number=above.chantier_number,
            commune_insee=above.commune_insee,
            author_kind=_author_kind(authors.get(row.author_id or 0), row),
            happened_at=row.published_at,
        )
        index(SearchKind.COMMENT, row.id, texts, found)


def answers(rows: Sequence[Answer]) -> None:
    """Index the administration's answers, with their proposals loaded."""
    for row in rows:
        nothing = dict.fromkeys(territory().languages, "")
        texts = in_all(row.reasons, [row.reasons, row.next_steps, row.in_charge])
        found = Found(
            object_id=row.id,
            parent_id=row.proposal_id,
            chantier_number=row.proposal.chantier_number,
            commune_insee=row.proposal.commune_insee,
            status=row.proposal.state.value,
            happened_at=row.answered_at,
        )
        bodies = [Text(text.language, nothing[text.language], text.body) for text in texts]
        index(SearchKind.ANSWER, row.id, bodies, found)


def ballots(rows: Sequence[Ballot]) -> None:
    """Index the questions of ballots that everybody may read."""
    for row in rows:
        found = Found(
            object_id=row.id, parent_id=row.proposal_id, status=row.state.value, happened_at=row.opens_at
        )
        index(SearchKind.BALLOT, row.id, in_all(row.question, [row.proposal_title]), found)


def _translated(row: Translation) -> Text:
    return Text(row.language, row.title or "", row.body, translated=True)


def _author_kind(author: Account | None, text: Proposal | Comment) -> AuthorKind:
    if text.organisation_id is not None:
        return AuthorKind.ORGANISATION
    if author is None or author.commune_insee is not None:
        return AuthorKind.RESIDENT
    return AuthorKind.NEIGHBOUR if territory().is_neighbour(author.origin) else AuthorKind.ELSEWHERE
