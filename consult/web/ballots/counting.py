"""Open pages ask here every few seconds how many votes were cast; most answers are an empty 304."""

import hashlib

from flask import Response, json, request
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from consult.kernel.clock import now
from consult.kernel.errors import NotFound
from consult.queries import ballots as queries
from consult.queries.ballots import Count
from consult.rules.voting import BallotState
from consult.web.ballots.blueprint import bp
from consult.web.kit.access import public

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
    """JSON with a strong ETag, or a 304 before anything is written; the same for everybody who asks."""
    if not counts:
        raise NotFound()
    facts = [str(get_locale()), *(f"{c.ballot_id}:{c.state.value}:{c.cast}:{c.roll}" for c in counts)]
    tag = hashlib.sha256("|".join(facts).encode()).hexdigest()[:32]
    known = request.if_none_match.contains(tag)
    response = Response(status=304) if known else _written(counts)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _written(counts: list[Count]) -> Response:
    body = {
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
    return Response(json.dumps(body, ensure_ascii=False), mimetype="application/json")


def _sentence(one: Count) -> str:
    words = turnout_words(one.cast, one.roll)
    ended = one.state not in UNFINISHED
    over = _("Voting has ended. Open the page again to see more.")
    return f"{words}. {over}" if ended else words
