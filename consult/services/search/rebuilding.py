"""The search tables are made anew here: after a change of the analyser, or of the programme's words."""

from collections.abc import Callable

from consult.queries import search as queries
from consult.services.search import contributions, official
from consult.services.search.learning import learn


def _silent(_step: str) -> None:
    """Whoever rebuilds as a part of something else says nothing."""


def rebuild(tell: Callable[[str], None] = _silent) -> int:
    """Index and learn all that the public may read, and nothing else; how many things can be found now."""
    queries.empty()
    found = queries.everything()
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("chantiers", lambda: official.chantiers(found.chantiers)),
        ("communes", lambda: official.communes(found.communes)),
        ("places", lambda: official.places(found.places)),
        ("actions", lambda: official.actions(found.actions)),
        ("events", lambda: official.meetings(found.events)),
        ("proposals", lambda: contributions.proposals(found.proposals)),
        ("comments", lambda: contributions.comments(found.comments)),
        ("answers", lambda: contributions.answers(found.answers)),
        ("ballots", lambda: contributions.ballots(found.ballots)),
    )
    for name, step in steps:
        tell(name)
        step()
    tell("words")
    while learn():
        pass
    return queries.count()
