"""The questions that tests of the search ask, and the things that they place to be found."""

from typing import Any

from consult.kernel.db import db
from consult.models.proposals import Proposal
from consult.queries.search import Asked, Hit, Results, results
from consult.rules.search import SearchKind
from consult.services import search
from consult.services.search import Found, Text
from tests.factories import proposals

BODY = "Nous voulons un lieu ouvert à toutes et à tous, avec les voisins."


def public(title: str, body: str = BODY, **values: Any) -> Proposal:
    proposal = proposals.published(title=title, body=body, **values)
    search.proposals([proposal])
    db.session.flush()
    return proposal


def place(number: int, *texts: Text, **found: Any) -> None:
    search.index(SearchKind.PLACE, number, texts, Found(number, **found))
    db.session.flush()


def ask(words: str, reader: str = "fr", **narrowing: Any) -> Results:
    db.session.flush()
    return results(Asked(words, reader, **narrowing))


def keys(found: Results) -> list[str]:
    return [hit.key for hit in found.hits]


def only(found: Results) -> Hit:
    (hit,) = found.hits
    return hit


def learned() -> None:
    while search.learn():
        pass
    db.session.flush()
