"""Whether people find what they look for: labelled queries over the real programme and the demonstration.

`-s` prints the figure. Both databases must give the same things in the same order.
"""

import pytest
import sqlalchemy as sa

from consult.app import create_app
from consult.kernel.db import db, writing
from consult.models.search import SearchEntry, SearchText
from consult.queries.search import Asked, results
from consult.rules.search import AuthorKind, SearchKind
from consult.services import search
from tests.support import demonstration
from tests.support.databases import Databases, settings
from tests.support.labelled import key_of, labelled, recall, too_many

DIALECTS = ("sqlite", "postgresql")
FLOOR = 0.95
#: A little below what was measured.
HELD_OUT_FLOOR = 0.68
FILTERS = (
    {"kind": SearchKind.PROPOSAL},
    {"chantier": 4},
    {"commune": "57463"},
    {"status": "published"},
    {"language": "de"},
    {"author": AuthorKind.NEIGHBOUR},
    {"since": demonstration.TODAY.replace(month=6, day=1), "until": demonstration.TODAY},
)
#: Words that bring more than one page.
COMMON = ("la ville", "die Stadt", "gemeinsam", "quartier", "s")
Row = tuple[object, ...]


@pytest.fixture(scope="module")
def told(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """The demonstration on both databases, and what each of them answers."""
    return {
        dialect: _answers(databases.empty(dialect), tmp_path_factory.mktemp(dialect)) for dialect in DIALECTS
    }


def _answers(url, folder):  # type: ignore[no-untyped-def]
    app = create_app(settings(url, folder))
    with app.app_context():
        demonstration.fill()
        before = _contents()
        answers = {
            "recall": recall(held_out=False),
            "held_out": recall(held_out=True),
            "too_many": too_many(),
            "labelled": [_all_pages(Asked(query.words, query.reader)) for query in labelled()],
            "filtered": [
                _all_pages(Asked(words, "fr", **narrowing)) for words in COMMON for narrowing in FILTERS
            ],
            "common": [_all_pages(Asked(words, "de")) for words in COMMON],
        }
        with writing():
            search.rebuild()
        answers["same"] = before == _contents()
        db.session.remove()
        db.engine.dispose()
    return answers


def _all_pages(asked: Asked) -> tuple[Row, ...]:
    """Counts, correction and every hit with its reasons, page after page."""
    rows: list[Row] = []
    after = None
    while True:
        found = results(Asked(**{name: getattr(asked, name) for name in asked.__slots__} | {"after": after}))
        rows += [(key_of(hit), hit.language, hit.reasons, hit.stems) for hit in found.hits]
        after = found.after
        if after is None:
            assert len(rows) == found.total
            assert len({row[0] for row in rows}) == found.total
            return (found.total, tuple(found.kinds.items()), found.corrected, *rows)


def _contents() -> set[Row]:
    """Everything that the search tables say, without the numbers of their rows."""
    columns = [
        column
        for column in SearchEntry.__table__.columns
        if column.name not in {"id", "changed_at", "learned"}
    ]
    texts = sa.select(
        SearchEntry.kind,
        SearchEntry.key,
        SearchText.language,
        SearchText.title,
        SearchText.body,
        SearchText.terms,
        SearchText.translated,
    ).join(SearchText, SearchText.entry_id == SearchEntry.id)
    return {tuple(row) for row in db.session.execute(sa.select(*columns))} | {
        tuple(row) for row in db.session.execute(texts)
    }


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_people_look_for_stands_among_the_first_ten(told, dialect):
    measured = told[dialect]["recall"]
    print(f"\n{dialect}: {_figure(measured)}")
    assert measured.queries >= 60
    assert measured.share >= FLOOR, _missing(measured)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_so_do_most_things_by_words_that_nothing_was_tuned_for(told, dialect):
    measured = told[dialect]["held_out"]
    print(f"\n{dialect}, held out: {_figure(measured)}; missing: {_missing(measured)}")
    assert measured.queries >= 20
    assert measured.share >= HELD_OUT_FLOOR


@pytest.mark.parametrize("dialect", DIALECTS)
def test_words_that_say_little_do_not_find_everything(told, dialect):
    assert sum(query.at_most is not None for query in labelled()) >= 12
    assert not told[dialect]["too_many"]


def _figure(measured):
    return f"recall@10 {measured.share:.3f} of {measured.wanted} things in {measured.queries} queries"


def _missing(measured):
    return [(query.words, name) for query, name in measured.missing]


@pytest.mark.parametrize("asked", ["labelled", "filtered", "common"])
def test_both_databases_find_the_same_in_the_same_order(told, asked):
    one, other = (told[dialect][asked] for dialect in DIALECTS)
    assert one == other
    assert any(found[0] > 20 for found in told["sqlite"]["common"])
