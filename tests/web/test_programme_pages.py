"""Chantiers and the programme as people read them, in both languages."""

from datetime import date

import pytest
from flask import Flask

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.i18n import in_language
from consult.models.programme import Chantier, Phase
from consult.models.proposals import ProposalAction
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.moderation import Mode, SubjectKind
from consult.rules.programme import ActionStatus, PhaseKind, Precision
from consult.web.kit.dates import when
from tests.factories import programme, proposals
from tests.factories.ground import words
from tests.factories.modes import set_mode
from tests.support.browser import SVG, Browser
from tests.support.statements import counted


@pytest.mark.parametrize(
    ("precision", "start", "end", "french", "german"),
    [
        (Precision.DAY, date(2019, 2, 25), date(2019, 2, 25), "25 février 2019", "25. Februar 2019"),
        (Precision.MONTH, date(2019, 3, 1), date(2019, 3, 31), "Mars 2019", "März 2019"),
        (Precision.SEASON, date(2019, 3, 20), date(2019, 6, 20), "Printemps 2019", "Frühjahr 2019"),
        (Precision.QUARTER, date(2019, 1, 1), date(2019, 3, 31), "1er trimestre 2019", "1. Quartal 2019"),
        (
            Precision.HALF_YEAR,
            date(2019, 1, 1),
            date(2019, 6, 30),
            "1er semestre 2019",
            "Erstes Halbjahr 2019",
        ),
        (Precision.PERIOD, date(2019, 3, 18), date(2019, 3, 19), "18–19 mars 2019", "18.–19. März 2019"),
        (Precision.PERIOD, date(2019, 4, 1), date(2019, 5, 31), "Avril – mai 2019", "April–Mai 2019"),
        (
            Precision.PERIOD,
            date(2019, 1, 1),
            date(2020, 12, 31),
            "Pendant la stratégie 2019–2020",
            "Während der Strategie 2019–2020",
        ),
        (Precision.YEAR, date(2020, 1, 1), date(2020, 12, 31), "2020", "2020"),
    ],
)
def test_times_in_words(
    app: Flask, sqlite_only: None, precision: Precision, start: date, end: date, french: str, german: str
) -> None:
    action = programme.action(precision=precision, starts_on=start, ends_on=end)
    for lang, expected in (("fr", french), ("de", german)):
        with in_language(lang):
            said = when(action).replace("\u202f", " ").replace("\u2009", " ").replace("\u00a0", " ")
            assert said == expected


@pytest.mark.parametrize(("lang", "name"), [("fr", "Chantier 4"), ("de", "Handlungsfeld 4")])
def test_the_chantiers_at_a_glance(browser: Browser, lang: str, name: str) -> None:
    proposals.published()
    proposals.published(visibility=Visibility.HIDDEN)
    programme.action()
    with counted() as statements:
        page = browser.get(f"/{lang}/chantiers")
    assert name in page.words()
    expected = "1 proposition · 1 action" if lang == "fr" else "1 Vorschlag · 1 Maßnahme"
    assert expected in page.words()
    assert len(statements) == 1, statements


@pytest.mark.parametrize(("lang", "title"), [("fr", "Planter des arbres"), ("de", "Bäume pflanzen")])
def test_a_chantier_shows_question_process_proposals_and_actions(
    browser: Browser, lang: str, title: str
) -> None:
    proposal = proposals.published_with_supports(2)
    place = programme.place(name=words("Le Plateau", "Die Ebene"))
    programme.action(places=[place])
    programme.action(chantier=6, title=words("Un jardin", "Ein Garten"))
    page = browser.get(f"/{lang}/chantiers/4")
    assert "Un jardin" not in page.words()
    assert "Ein Garten" not in page.words()
    assert ("Que faire ?" if lang == "fr" else "Was tun?") in page.words()
    assert title in page.words()
    assert proposal.title in page.words()
    assert any("/places/" in (link.get("href") or "") for link in page.all("a"))
    programme.action(
        chantier=6, title=words("Un jardin", "Ein Garten"), also=[db.session.get_one(Chantier, 4)]
    )
    assert ("Un jardin" if lang == "fr" else "Ein Garten") in browser.get(f"/{lang}/chantiers/4").words()


@pytest.mark.parametrize(
    ("lang", "kind", "mode", "said"),
    [
        ("fr", SubjectKind.PROPOSAL, Mode.POST, "les propositions paraissent tout de suite"),
        ("de", SubjectKind.COMMENT, Mode.PRE, "liest die Moderation Kommentare, bevor sie erscheinen"),
    ],
)
def test_a_chantier_says_that_it_checks_in_another_order(
    browser: Browser, lang: str, kind: SubjectKind, mode: Mode, said: str
) -> None:
    assert said not in browser.get(f"/{lang}/chantiers/4").words()
    set_mode(kind, mode)
    assert said in browser.get(f"/{lang}/chantiers/4").words()


def test_a_chantier_takes_a_fixed_number_of_statements(browser: Browser) -> None:
    for _ in range(2):
        proposals.published()
        programme.action(places=[programme.place()])
        with counted() as statements:
            browser.get("/fr/chantiers/4")
        assert len(statements) <= 7, statements


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_a_chantier_shows_its_proposals_by_how_far_they_have_come(browser: Browser, lang: str) -> None:
    fresh = [proposals.published(title=f"Une idée encore ouverte {number}") for number in range(4)]
    voted = proposals.in_state(ProposalState.VOTED, title="Une idée chez les conseillers")
    answered = proposals.in_state(ProposalState.DONE, title="Une idée qui a sa réponse")
    page = browser.get(f"/{lang}/chantiers/4")
    counts = [" ".join("".join(title.itertext()).split()) for title in page.all("h3")]
    for name, count in zip(
        ("Encore ouvertes", "Chez les conseillers", "Réponse donnée")
        if lang == "fr"
        else ("Noch offen", "Bei den Gemeinderatsmitgliedern", "Beantwortet"),
        (4, 1, 1),
        strict=True,
    ):
        assert f"{name} {count}" in counts
    text = page.words()
    assert sum(proposal.title in text for proposal in fresh) == 2
    assert text.index(voted.title) < text.index(answered.title)


@pytest.mark.parametrize(("lang", "said"), [("fr", "Jusqu’au 31 décembre"), ("de", "Bis zum 31. Dezember")])
def test_a_chantier_says_until_when_and_what_comes_next(browser: Browser, lang: str, said: str) -> None:
    open_end = browser.get(f"/{lang}/chantiers/9").words()
    assert ("Aucune date de fin" if lang == "fr" else "Ein Enddatum steht nicht fest") in open_end
    phase = db.session.query(Phase).filter_by(chantier_number=9).one()
    phase.ends_on = date(now().year, 12, 31)
    note = words("Le vote", "Die Abstimmung")
    starts_on = date(now().year + 1, 1, 15)
    db.session.add(Phase(chantier_number=9, kind=PhaseKind.VOTE, starts_on=starts_on, note=note))
    db.session.flush()
    text = browser.get(f"/{lang}/chantiers/9").words()
    assert said in text
    assert ("à partir du 15 janvier" if lang == "fr" else "ab 15. Januar") in text


def test_a_chantier_draws_its_own_years(browser: Browser) -> None:
    programme.action(
        precision=Precision.DAY, starts_on=date(2020, 5, 4), ends_on=date(2020, 5, 4), hundred_days=False
    )
    programme.action()
    figure = browser.get("/fr/chantiers/4").all("figure")[0]
    drawn = ["".join(text.itertext()) for text in figure.iter(f"{SVG}text")]
    assert drawn == ["2019", "2020", "Printemps 2019", "4 mai 2020"]


def test_a_closed_chantier_does_not_ask_for_ideas(browser: Browser) -> None:
    phase = db.session.query(Phase).filter_by(chantier_number=9).one()
    phase.ends_on = date(2019, 5, 9)
    db.session.add(
        Phase(
            chantier_number=9,
            kind=PhaseKind.VOTE,
            starts_on=date(2019, 5, 10),
            note=words("Le vote", "Die Abstimmung"),
        )
    )
    db.session.flush()
    page = browser.get("/de/chantiers/9")
    assert not [link for link in page.all("a") if "new?chantier=9" in (link.get("href") or "")]
    current = [item for item in page.all("li") if item.get("aria-current") == "step"]
    assert len(current) == 1


def test_unknown_chantiers_and_actions_are_not_found(browser: Browser) -> None:
    for path in ("/fr/chantiers/11", "/de/programme/999999", "/fr/programme/99999999999999999999"):
        browser.get(path, status=404)


def test_the_programme_is_filtered_by_its_address(browser: Browser) -> None:
    programme.action(title=words("Le premier", "Die erste"), hundred_days=False)
    place = programme.place("57039")
    programme.action(6, title=words("Le deuxième", "Die zweite"), places=[place], status=ActionStatus.DONE)
    seen = {
        "": {"premier", "deuxième"},
        "?chantier=6": {"deuxième"},
        "?commune=57039": {"deuxième"},
        "?commune=57463": set(),
        "?status=announced": {"premier"},
        "?hundred_days=y": {"deuxième"},
        "?chantier=99999&commune=%00&status=lost": {"premier", "deuxième"},
    }
    for query, expected in seen.items():
        page = browser.get(f"/fr/programme{query}")
        assert {word for word in ("premier", "deuxième") if f"Le {word}" in page.words()} == expected, query


def test_the_programme_keeps_what_was_chosen(browser: Browser) -> None:
    programme.action()
    page = browser.get("/de/programme?chantier=4&hundred_days=y")
    fields = page.form("/de/programme")
    assert (fields["chantier"], fields["hundred_days"]) == (["4"], ["y"])


def test_the_programme_takes_six_statements_however_long(browser: Browser) -> None:
    for _ in range(3):
        programme.action(places=[programme.place()])
    with counted() as statements:
        browser.get("/fr/programme")
    assert len(statements) == 6, statements


@pytest.mark.parametrize(("lang", "lead"), [("fr", "La commune"), ("de", "Die Gemeinde")])
def test_an_action_says_everything_and_where_it_came_from(browser: Browser, lang: str, lead: str) -> None:
    action = programme.action(places=[programme.place(name=words("Le Plateau", "Die Ebene"))])
    public = proposals.in_state(ProposalState.IN_PROGRESS)
    hidden = proposals.in_state(ProposalState.IN_PROGRESS, visibility=Visibility.HIDDEN)
    for proposal in (public, hidden):
        db.session.add(ProposalAction(proposal_id=proposal.id, action_id=action.id, linked_at=now()))
    db.session.flush()
    with counted() as statements:
        page = browser.get(f"/{lang}/programme/{action.id}")
    text = page.words()
    for expected in (lead, "Une association" if lang == "fr" else "Ein Verein", "2019", public.title):
        assert expected in text
    assert hidden.title not in text
    assert len(statements) <= 6, statements
