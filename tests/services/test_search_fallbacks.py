"""What a search falls back on when it finds nothing, and that it shows nothing that is not public."""

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.search import SearchTrigram, SearchWord
from consult.queries import comments as comment_queries
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.search import ReasonKind, SearchKind
from consult.services import comments as comment_deeds
from consult.services import proposals as deeds
from consult.services import search
from consult.services.search import Text
from tests.factories import comments, councils, proposals
from tests.support.searching import ask, keys, learned, only, place, public


def test_a_typing_error_is_mended_where_nothing_else_is_found(app: Flask) -> None:
    place(1, Text("fr", "Le clérodendre", "Un lieu pour lire"))
    assert ask("clerodnedre").total == 0  # nobody has learned the word
    learned()
    found = ask("clerodnedre")
    assert found.corrected == "clérodendre"
    (reason,) = only(found).reasons
    assert (reason.kind, reason.asked, reason.found) == (ReasonKind.TYPING, "clerodnedre", "clérodendre")
    assert ask("lrie").corrected is None  # too short to tell
    assert ask("lieu").corrected is None
    assert ask("lcerodnedre").corrected is not None  # two errors in a long word
    assert ask("xyzzy").corrected is None
    assert ask("clerodnedre", kind=SearchKind.COMMENT).total == 0


def test_words_are_learned_once_and_by_two_at_a_time(app: Flask) -> None:
    place(1, Text("fr", "Un verger", "des arbres"))
    place(2, Text("fr", "Un verger", "des haies"))
    assert search.waiting()
    assert search.learn(1) == 1
    assert search.learn() == 1
    assert search.learn() == 0
    assert not search.waiting()
    assert set(db.session.scalars(sa.select(SearchWord.word))) == {"verger", "arbres", "haies"}
    grams = sa.select(SearchTrigram.gram).join(SearchWord, SearchWord.id == SearchTrigram.word_id)
    assert set(db.session.scalars(grams.where(SearchWord.word == "haies"))) == {
        " ha",
        "hai",
        "aie",
        "ies",
        "es ",
    }


def test_a_right_word_is_never_mended(app: Flask) -> None:
    place(1, Text("fr", "Le team", "La ville et les voitues"), Text("de", "Das Team", "Ein Zimmer"))
    learned()
    for typed in ("tram", "voiture", "voitures", "vile"):
        assert ask(typed).corrected is None, typed


def test_a_withheld_compound_is_offered_to_nobody(app: Flask) -> None:
    proposal = public("Un verger")
    place(1, Text("de", "Garten und Schule", "Ein Obstgarten, eine Musikschule"))
    comment = comments.written(
        proposal, body="Die Gartenschule ist ein schöner Ort für alle Kinder.", language="de"
    )
    learned()
    assert ask("Gartnschule", "de").corrected == "Gartenschule"
    comment_deeds.set_visibility(SYSTEM, comment_queries.locked(comment.id), Visibility.HIDDEN)
    for typed in ("Gartnschule", "Gartenshule"):
        found = ask(typed, "de")
        assert found.corrected is None
        assert "Gartenschule" not in repr(found)


def test_where_nothing_holds_all_words_most_of_them_do(app: Flask) -> None:
    place(1, Text("fr", "Une haie", ""))
    place(2, Text("fr", "Une haie", "un verger"))
    place(3, Text("fr", "Une haie", "un verger près du lavoir"))
    assert keys(ask("haie piscine")) == ["1", "2", "3"]
    assert keys(ask("haie verger piscine")) == ["2", "3"]
    found = ask("haie verger piscine tunnel")
    assert (keys(found), found.partly) == (["2", "3", "1"], True)
    assert keys(ask("haie verger lavoir piscine")) == ["3"]
    assert not ask("piscine tunnel").partly
    assert not ask("haie verger").partly


def test_a_phrase_may_be_found_by_one_of_its_words(app: Flask) -> None:
    place(1, Text("fr", "La piste de danse", ""))
    found = ask("piste cyclable")
    assert (keys(found), found.partly) == (["1"], True)
    place(2, Text("de", "Der Radweg", ""))
    found = ask("piste cyclable")
    assert (keys(found), found.partly) == (["2"], False)


def test_a_compound_that_nothing_holds_is_found_by_its_parts(app: Flask) -> None:
    place(1, Text("de", "Ein Fahrrad", ""))
    place(2, Text("de", "Die Fahrradtour im Park", ""))
    found = ask("Fahrradparkhaus", "de")
    assert (keys(found), found.partly) == (["2", "1"], True)
    assert [(each.kind, each.asked, each.found) for each in found.hits[1].reasons] == [
        (ReasonKind.COMPOUND, "Fahrradparkhaus", "Fahrrad")
    ]


def test_what_holds_some_words_goes_on_over_pages(app: Flask) -> None:
    for number in range(45):
        place(number, Text("fr", "Une haie" if number % 3 else "Une haie, un verger", ""))
    seen, after = [], None
    for size in (20, 20, 5):
        found = ask("haie verger piscine tunnel", after=after)
        assert (len(found.hits), found.total, found.partly) == (size, 45, True)
        seen += keys(found)
        after = found.after
    assert after is None
    assert len(set(seen)) == 45
    assert not any(int(key) % 3 for key in seen[:15])


SECRET = "Zorglubia"


def nothing_of(word: str) -> None:
    found = ask(word)
    assert (found.total, found.hits, found.kinds, found.corrected) == (0, (), {}, None)
    mistyped = word[:3] + word[4:]
    mended = ask(mistyped)
    assert (mended.total, mended.hits, mended.kinds, mended.corrected) == (0, (), {}, None)


@pytest.mark.parametrize(
    "state", [ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.RETURNED, ProposalState.WITHDRAWN]
)
def test_what_is_not_public_is_nowhere(app: Flask, state: ProposalState) -> None:
    proposals.in_state(state, title=f"Un verger à {SECRET}")
    search.rebuild()
    nothing_of(SECRET)


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.REMOVED])
def test_what_is_withheld_is_nowhere_not_even_in_corrections(app: Flask, visibility: Visibility) -> None:
    proposal = public(f"Un verger à {SECRET}")
    comments.written(proposal, body=f"Je viens souvent à {SECRET}, le lieu mérite bien un verger.")
    learned()
    assert ask(SECRET).total == 2
    assert ask("Zorlubia").corrected == SECRET
    deeds.set_visibility(SYSTEM, proposal, visibility)
    nothing_of(SECRET)
    deeds.set_visibility(SYSTEM, proposal, Visibility.VISIBLE)
    assert ask(SECRET).total == 2


def test_a_withheld_comment_is_nowhere(app: Flask) -> None:
    proposal = public("Un verger")
    comment = comments.written(proposal, body=f"Je viens souvent à {SECRET}, le lieu mérite bien un verger.")
    learned()
    comment_deeds.set_visibility(SYSTEM, comment_queries.locked(comment.id), Visibility.HIDDEN)
    nothing_of(SECRET)


def test_a_ballot_in_preparation_or_on_a_withheld_text_is_nowhere(app: Flask) -> None:
    councils.electorate(2)
    proposal = public(f"Un verger à {SECRET}")
    from_draft = councils.scheduled(proposal)[0]
    from_draft.question = {"fr": f"Êtes-vous pour {SECRET} ?", "de": f"Sind Sie für {SECRET}?"}
    search.ballot(from_draft)
    learned()
    assert {hit.kind for hit in ask(SECRET).hits} == {SearchKind.PROPOSAL, SearchKind.BALLOT}
    deeds.set_visibility(SYSTEM, proposal, Visibility.HIDDEN)
    nothing_of(SECRET)
