"""The search tables are made anew here: after a change of the analyser, or of the programme's words."""

from consult.kernel.db import db
from consult.queries import search as queries
from consult.services.search import contributions, official


def rebuild() -> int:
    """Index all that the public may read, and nothing else; how many things can be found now."""
    queries.empty()
    found = queries.everything()
    official.chantiers(found.chantiers)
    official.communes(found.communes)
    official.places(found.places)
    official.actions(found.actions)
    contributions.proposals(found.proposals)
    contributions.comments(found.comments)
    contributions.answers(found.answers)
    contributions.ballots(found.ballots)
    db.session.flush()
    return queries.count()
