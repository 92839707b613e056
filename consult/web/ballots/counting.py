"""Open pages ask here every few seconds how many votes were cast; most answers are an empty 304."""

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.kernel.clock import now
from consult.kernel.errors import NotFound
from consult.queries import ballots as queries
from consult.queries.ballots import Count
from consult.rules.voting import BallotState
from consult.web.ballots.blueprint import bp
from consult.web.kit.access import public
from consult.web.kit.conditional import conditional

#: After these the count stands still, so that nobody needs to ask again.
UNFINISHED = (BallotState.scheduled, BallotState.open, BallotState.suspended)


@bp.app_template_global("turnout_words")
def turnout_words(cast: int, roll: int) -> str:
    """How many votes were cast of how many seats; empty until there is a roll."""
    if not roll:
        return ""
    votes = ngettext("%(num)s vote cast", "%(num)s votes cast", cast)
    seats = ngettext("of %(num)s seat", "of %(num)s seats", roll)
    return f"{votes} {seats}"


@bp.get("/ballots/<int:ballot_id>/count")
@public
def count(ballot_id: int) -> Response:
    return _answer(queries.count_of(ballot_id, now()))


@bp.get("/ballots/papers/<int:paper_id>/count")
@public
def paper_count(paper_id: int) -> Response:
    return _answer(queries.counts_of_paper(paper_id, now()))


def _answer(counts: list[Count]) -> Response:
    if not counts:
        raise NotFound()
    return conditional(counts, lambda: _written(counts))


def _written(counts: list[Count]) -> dict[str, Any]:
    return {
        "ballots": [
            {
                "id": one.ballot_id,
                "state": one.state.value,
                "cast": one.cast,
                "seats": one.roll,
                "text": _sentence(one),
            }
            for one in counts
        ],
        "over": all(one.state not in UNFINISHED for one in counts),
    }


def _sentence(one: Count) -> str:
    words = turnout_words(one.cast, one.roll)
    ended = one.state not in UNFINISHED
    over = _("Voting has ended. Open the page again to see more.")
    return f"{words}. {over}" if ended else words
