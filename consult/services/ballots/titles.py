"""Before a question is frozen, its proposal's titles must be those that people still stand behind."""

from collections.abc import Iterator, Sequence

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.models.ballots import Ballot
from consult.queries.translations.approved import given_up_titles

GIVEN_UP = N_("The proposal no longer has the title that stands here in this language. Please check it.")


def check_titles(ballots: Sequence[Ballot]) -> None:
    """Refuse with ``Invalid`` what names a title that the proposal once had and has no more, in its language
    or in an accepted translation; words of the clerk's own are free.

    Its fields: ``title_<code>_<ballot>``, ``question_<code>_<ballot>``.
    """
    once = given_up_titles([ballot.proposal_id for ballot in ballots if ballot.proposal_id is not None])
    fields = [field for ballot in ballots for field in _outdated(ballot, once.get(ballot.proposal_id or 0))]
    if fields:
        first, *others = (Invalid("title_given_up", GIVEN_UP, field=field) for field in dict.fromkeys(fields))
        first.also = tuple(others)
        raise first


def _outdated(ballot: Ballot, given_up: set[tuple[str, str]] | None) -> Iterator[str]:
    for code, title in sorted(given_up or ()):
        if ballot.proposal_title.get(code) == title:
            yield f"title_{code}_{ballot.id}"
        if title in ballot.question.get(code, ""):
            yield f"question_{code}_{ballot.id}"
