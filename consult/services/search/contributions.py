"""What people write, as search finds it: as written, and in every language it has been translated to."""

from collections.abc import Sequence

from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.models.ballots import Ballot
from consult.models.comments import Comment
from consult.models.proposals import Answer, Proposal
from consult.models.translations import Translation
from consult.queries import search as queries
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.search import AuthorKind, SearchKind
from consult.services.search.official import in_all
from consult.services.search.table import Found, Text, Thing, forget, index_all


def proposals(rows: Sequence[Proposal]) -> None:
    """Index the shown texts of listed, visible proposals."""
    authors = queries.accounts(row.author_id for row in rows)
    translations = queries.current_translations(rows)
    index_all(
        SearchKind.PROPOSAL,
        [
            Thing(
                row.id,
                [
                    Text(row.language, row.title, row.body),
                    *map(_translated, translations.get(_proposal(row), [])),
                ],
                Found(
                    object_id=row.id,
                    language=row.language,
                    chantier_number=row.chantier_number,
                    commune_insee=row.commune_insee,
                    status=row.state.value,
                    author_kind=_author_kind(authors.get(row.author_id or 0), row),
                    happened_at=row.published_at,
                ),
            )
            for row in rows
        ],
    )


def comments(rows: Sequence[Comment], proposal: Proposal | None = None) -> None:
    """Index public comments of visible proposals; ``proposal`` where it is the same for all, else loaded."""
    authors = queries.accounts(row.author_id for row in rows)
    translations = queries.current_translations(rows)
    index_all(
        SearchKind.COMMENT,
        [
            Thing(
                row.id,
                [Text(row.language, "", row.body), *map(_translated, translations.get(_comment(row), []))],
                Found(
                    object_id=row.id,
                    parent_id=row.proposal_id,
                    language=row.language,
                    chantier_number=(proposal or row.proposal).chantier_number,
                    commune_insee=(proposal or row.proposal).commune_insee,
                    author_kind=_author_kind(authors.get(row.author_id or 0), row),
                    happened_at=row.published_at,
                ),
            )
            for row in rows
        ],
    )


def answers(rows: Sequence[Answer]) -> None:
    """Index the administration's newest answers, with their proposals loaded."""
    index_all(SearchKind.ANSWER, [Thing(row.id, _answer(row), _of_answer(row)) for row in rows])


def _answer(row: Answer) -> list[Text]:
    """An answer has no title."""
    texts = in_all(row.reasons, [row.reasons, row.next_steps, row.in_charge])
    return [Text(text.language, "", text.body) for text in texts]


def _of_answer(row: Answer) -> Found:
    return Found(
        object_id=row.id,
        parent_id=row.proposal_id,
        chantier_number=row.proposal.chantier_number,
        commune_insee=row.proposal.commune_insee,
        status=row.proposal.state.value,
        happened_at=row.answered_at,
    )


def ballots(rows: Sequence[Ballot]) -> None:
    """Index the questions that everybody may read; forget those in preparation, given up, or on a proposal
    that is withheld."""
    above = queries.proposals_of(rows)
    public = [row for row in rows if is_public(row, above.get(row.proposal_id or 0))]
    for row in rows:
        if row not in public:
            forget(SearchKind.BALLOT, row.id)
    index_all(
        SearchKind.BALLOT,
        [
            Thing(
                row.id,
                in_all(row.question, [row.proposal_title]),
                _of_ballot(row, above.get(row.proposal_id or 0)),
            )
            for row in public
        ],
    )


def is_public(row: Ballot, proposal: Proposal | None) -> bool:
    """A ballot's text is frozen with its proposal's title, so it goes where the proposal is withheld."""
    return row.state in queries.PUBLIC_BALLOTS and (
        proposal is None or proposal.visibility is Visibility.VISIBLE
    )


def _of_ballot(row: Ballot, proposal: Proposal | None) -> Found:
    return Found(
        object_id=row.id,
        parent_id=row.proposal_id,
        chantier_number=proposal.chantier_number if proposal else None,
        commune_insee=proposal.commune_insee if proposal else None,
        status=row.state.value,
        happened_at=row.opens_at,
    )


def _proposal(row: Proposal) -> Subject:
    return Subject(SubjectKind.PROPOSAL, row.id)


def _comment(row: Comment) -> Subject:
    return Subject(SubjectKind.COMMENT, row.id)


def _translated(row: Translation) -> Text:
    return Text(row.language, row.title or "", row.body, translated=True)


def _author_kind(author: Account | None, text: Proposal | Comment) -> AuthorKind:
    """Of a resident too where nothing is known: whoever wrote on paper, or has left."""
    if text.organisation_id is not None:
        return AuthorKind.ORGANISATION
    if author is None or author.commune_insee is not None or author.origin is None:
        return AuthorKind.RESIDENT
    return AuthorKind.NEIGHBOUR if territory().is_neighbour(author.origin) else AuthorKind.ELSEWHERE
