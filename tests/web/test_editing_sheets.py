"""Official texts before their editors: drafts, previews, publications, in either language."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.editing import EditingDraft, PageText
from consult.models.journal import JournalEntry
from consult.models.positions import Project
from consult.models.programme import Action, Chantier, Phase
from consult.models.territory import Place
from consult.rules.programme import ActionStatus, PhaseKind
from tests.factories import people, programme
from tests.factories.ground import words
from tests.support.browser import Browser, Page
from tests.support.statements import counted

LANGUAGES = pytest.mark.parametrize("lang", ["fr", "de"])
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) {{ 7*7 }} \u202e%(name)s"


def editor(chantier: int | None = 4, **values: object) -> Account:
    return people.with_role(Role.EDITOR, chantier, **values)


def address(kind: str, key: object, lang: str = "fr") -> str:
    return f"/{lang}/editing/texts/{kind}/{key}"


def send(browser: Browser, page: Page, intent: str, data: dict[str, object], **more: object) -> Page:
    return browser.post(page, page.path.split("/", 2)[2], {"intent": intent} | data, **more)  # type: ignore[arg-type]


def chantier(number: int = 4) -> Chantier:
    db.session.expire_all()
    return db.session.scalars(sa.select(Chantier).where(Chantier.number == number)).one()


@LANGUAGES
def test_a_draft_is_kept_seen_and_published(browser: Browser, app: Flask, lang: str) -> None:
    browser.sign_in(editor())
    sheet = browser.get(address("chantier", 4, lang))
    changed = {"question_fr": "Que planter ?", "question_de": "Was pflanzen wir?"}
    kept = send(browser, sheet, "save", changed, follow=True)
    assert kept.form("chantier/4")["question_de"] == ["Was pflanzen wir?"]
    assert chantier().question == words("Que faire ?", "Was tun?")
    public = Browser(app).get(f"/{lang}/chantiers/4").words()
    assert "Was pflanzen wir?" not in public
    assert "Que planter" not in public
    seen = send(browser, kept, "preview", {}, status=200)
    assert changed[f"question_{lang}"].split()[1] in seen.words()
    assert chantier().question == words("Que faire ?", "Was tun?")
    send(browser, browser.get(sheet.path), "publish", {}, follow=True)
    assert (chantier().question, chantier().revision) == (words("Que planter ?", "Was pflanzen wir?"), 2)
    assert db.session.scalars(sa.select(EditingDraft)).all() == []
    entry = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.event == "chantier.changed")).one()
    assert (entry.subject_id, entry.chantier_number, entry.facts) == (4, 4, {"revision": 2})


@LANGUAGES
def test_two_editors_at_once_lose_nothing(browser: Browser, app: Flask, lang: str) -> None:
    action = programme.action()
    other = Browser(app).sign_in(editor(None))
    browser.sign_in(editor())
    first, second = (
        browser.get(address("action", action.id, lang)),
        other.get(address("action", action.id, lang)),
    )
    send(
        browser, first, "publish", {"summary_fr": "Des tilleuls.", "title_de": "Linden pflanzen"}, follow=True
    )
    mine = {"summary_fr": "Des érables.", "lead_fr": "Une autre commune"}
    clash = send(other, second, "publish", mine, status=409)
    for text in ("Des tilleuls.", "Linden pflanzen"):
        assert text in clash.words()
    form = clash.form(f"action/{action.id}")
    assert form["summary_fr"] == ["Des érables."]
    assert form["lead_fr"] == ["Une autre commune"]
    assert _action(action.id).summary["fr"] == "Des tilleuls."
    kept = db.session.scalars(sa.select(EditingDraft)).one()
    assert (kept.based_on, kept.fields["summary_fr"]) == (1, ["Des érables."])
    undecided = send(other, clash, "publish", {"take-title_de": "theirs"}, status=422)
    chosen = {"take-title_de": "theirs", "take-summary_fr": "mine", "take-lead_fr": "mine"}
    edited = {"summary_fr": "Des tilleuls et des érables."}
    send(other, undecided, "publish", chosen | edited, follow=True)
    row = _action(action.id)
    assert row.summary["fr"] == "Des tilleuls et des érables."
    assert row.lead["fr"] == "Une autre commune"
    assert (row.title["de"], row.revision) == ("Linden pflanzen", 3)
    assert db.session.scalars(sa.select(EditingDraft)).all() == []


def test_a_third_version_between_is_a_conflict_again(browser: Browser, app: Flask) -> None:
    action = programme.action()
    other = Browser(app).sign_in(editor())
    browser.sign_in(editor())
    mine = browser.get(address("action", action.id))
    send(other, other.get(address("action", action.id)), "publish", {"lead_fr": "Deux"}, follow=True)
    clash = send(browser, mine, "publish", {"lead_fr": "Mien"}, status=409)
    send(other, other.get(address("action", action.id)), "publish", {"lead_fr": "Trois"}, follow=True)
    again = send(browser, clash, "publish", {"take-lead_fr": "mine"}, status=409)
    assert "Trois" in again.words()
    send(browser, again, "publish", {"take-lead_fr": "theirs"}, follow=True)
    assert (_action(action.id).lead["fr"], _action(action.id).revision) == ("Trois", 3)


def test_the_conflict_waits_behind_the_draft(browser: Browser, app: Flask) -> None:
    action = programme.action()
    browser.sign_in(editor())
    other = Browser(app).sign_in(editor())
    send(browser, browser.get(address("action", action.id)), "save", {"lead_fr": "Mien"})
    seen = other.get(address("action", action.id))
    assert "Camille" in seen.words()
    send(other, seen, "publish", {"lead_fr": "Autre"}, follow=True)
    draft = browser.get(address("action", action.id))
    assert draft.form(f"action/{action.id}")["lead_fr"] == ["Mien"]
    send(browser, draft, "preview", {}, status=409)
    send(browser, draft, "publish", {}, status=409)
    assert _action(action.id).lead["fr"] == "Autre"


def test_the_same_again_changes_nothing_and_a_double_click_counts_once(browser: Browser) -> None:
    action = programme.action()
    browser.sign_in(editor())
    sheet = browser.get(address("action", action.id))
    send(browser, sheet, "publish", {}, follow=True)
    assert _action(action.id).revision == 1
    twice = browser.get(address("action", action.id))
    for _ in range(2):
        send(browser, twice, "publish", {"lead_fr": "La région"}, follow=True)
    assert _action(action.id).revision == 2
    entries = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.event == "action.changed")).all()
    assert [entry.facts for entry in entries] == [{"revision": 2}]


def _action(action_id: int) -> Action:
    db.session.expire_all()
    return db.session.scalars(sa.select(Action).where(Action.id == action_id)).one()


@LANGUAGES
def test_a_new_action_is_previewed_and_published_in_one_language(browser: Browser, lang: str) -> None:
    browser.sign_in(editor())
    sheet = browser.get(address("action", "new?chantier=4", lang))
    fields = {"title_fr": "Ouvrir un verger", "summary_fr": "Pour tous.", "lead_fr": "La commune"}
    days = {"starts_on": "2026-11-01", "ends_on": "2026-11-01", "communes": ["57463"]}
    seen = send(browser, sheet, "preview", fields | days, status=200)
    assert "Ouvrir un verger" in seen.words()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Action)) == 0
    other_way = "de" if lang == "fr" else "fr"
    (again,) = [form for form in seen.own_forms() if f"/{other_way}/editing" in form.get("action", "")]
    assert again.get("method") == "post"
    draft = browser.get(address("action", "new", lang))
    shown = send(browser, draft, "publish", {}, follow=True)
    row = db.session.scalars(sa.select(Action)).one()
    assert shown.path == address("action", row.id, lang)
    assert (row.chantier_number, row.title, row.status) == (
        4,
        {"fr": "Ouvrir un verger"},
        ActionStatus.ANNOUNCED,
    )
    assert "Ouvrir un verger" in browser.get(f"/{lang}/programme/{row.id}").words()


@pytest.mark.parametrize(
    ("precision", "first", "last", "fits"),
    [
        ("day", "2019-03-01", "2019-03-02", False),
        ("month", "2019-03-01", "2019-03-31", True),
        ("month", "2019-03-01", "2019-04-01", False),
        ("year", "2019-03-01", "2020-03-01", False),
        ("period", "2019-03-02", "2019-03-01", False),
    ],
)
def test_dates_fit_their_precision(
    browser: Browser, sqlite_only: None, precision: str, first: str, last: str, fits: bool
) -> None:
    action = programme.action(hundred_days=False)
    browser.sign_in(editor())
    dates = {"precision": precision, "starts_on": first, "ends_on": last}
    sheet = browser.get(address("action", action.id))
    send(browser, sheet, "publish", dates, status=302 if fits else 422)
    kept = db.session.scalars(sa.select(EditingDraft)).all()
    assert [draft.fields["ends_on"] for draft in kept] == ([] if fits else [[last]])


def test_a_process_is_put_in_the_order_of_its_dates(browser: Browser, app: Flask) -> None:
    browser.sign_in(editor())
    sheet = browser.get(address("phases", 4))
    later = {"kind_1": "listen", "starts_on_1": "2018-01-01", "ends_on_1": "2018-12-31"}
    refused = send(browser, sheet, "publish", later | {"note_fr_1": "Écoute"}, status=422)
    assert chantier().process_revision == 1
    send(browser, refused, "publish", {"note_de_1": "Zuhören"}, follow=True)
    assert chantier().process_revision == 2
    assert chantier().revision == 1
    assert _phases() == [(PhaseKind.LISTEN, date(2018, 1, 1)), (PhaseKind.PROPOSE, date(2019, 1, 30))]
    send(browser, browser.get(address("phases", 4)), "publish", {"kind_0": ""}, follow=True)
    assert _phases() == [(PhaseKind.PROPOSE, date(2019, 1, 30))]
    send(browser, browser.get(address("phases", 4)), "publish", {"kind_0": ""}, status=422)
    assert "2018" not in Browser(app).get("/fr/chantiers/4").words()


def _phases() -> list[tuple[PhaseKind, date]]:
    found = sa.select(Phase).where(Phase.chantier_number == 4).order_by(Phase.starts_on)
    return [(phase.kind, phase.starts_on) for phase in db.session.scalars(found)]


@LANGUAGES
def test_places_and_projects_are_added_and_changed(browser: Browser, lang: str) -> None:
    browser.sign_in(editor())
    texts = {"summary_fr": "Un lieu.", "summary_de": "Ein Ort."}
    place = {"name_fr": "La Halle", "name_de": "Die Halle", "lat": "49,1", "commune_insee": "57463"} | texts
    refused = send(browser, browser.get(address("place", "new", lang)), "publish", place, status=422)
    send(browser, refused, "publish", {"lon": "6.2"}, follow=True)
    row = db.session.scalars(sa.select(Place)).one()
    assert (row.name, row.lat, row.lon) == (words("La Halle", "Die Halle"), 49.1, 6.2)
    project = {
        "title_fr": "L’autoroute",
        "title_de": "Die Autobahn",
        "owner_fr": "L’État",
        "owner_de": "Der Staat",
    }
    sheet = browser.get(address("project", "new", lang))
    wrong = send(browser, sheet, "publish", project | texts | {"url": "javascript:alert(1)"}, status=422)
    seen = send(browser, wrong, "preview", {"url": "https://example.org/a31"}, status=200)
    assert project[f"title_{lang}"] in seen.words()
    send(browser, browser.get(address("project", "new", lang)), "publish", {}, follow=True)
    assert db.session.scalars(sa.select(Project)).one().url == "https://example.org/a31"


def test_what_becomes_of_an_action_is_history(browser: Browser, app: Flask) -> None:
    action = programme.action()
    browser.sign_in(editor())
    page = f"/fr/editing/actions/{action.id}/status"
    told = {"status": "started", "happened_on": "2019-04-01", "note_fr": "Les premiers arbres."}
    browser.post(browser.get(page), "/status", told | {"happened_on": "2019-01-01"}, status=422)
    browser.post(browser.get(page), "/status", told | {"happened_on": "2199-01-01"}, status=422)
    browser.post(browser.get(page), "/status", told | {"note_fr": ""}, status=422)
    for _ in range(2):
        browser.post(browser.get(page), "/status", told, follow=True)
    public = Browser(app).get(f"/fr/programme/{action.id}").words()
    assert public.index("Annoncé.") < public.index("Les premiers arbres.")
    assert public.count("Les premiers arbres.") == 1
    assert _action(action.id).status is ActionStatus.STARTED


@LANGUAGES
def test_administrators_change_a_static_page_in_both_languages(
    browser: Browser, app: Flask, lang: str
) -> None:
    browser.sign_in(people.with_role(Role.ADMINISTRATOR))
    rooms = browser.get(f"/{lang}/editing/pages")
    assert any("/editing/pages/charter" in a.get("href", "") for a in rooms.all("a"))
    sheet = browser.get(f"/{lang}/editing/pages/charter")
    body = {"body_fr": "# Un\n\n**Deux** " + HOSTILE, "body_de": "# Eins\n\n**Zwei** " + HOSTILE}
    send(
        browser,
        sheet,
        "publish",
        body | {"title_fr": "Notre charte", "title_de": "Unsere Charta"},
        follow=True,
    )
    row = db.session.scalars(sa.select(PageText)).one()
    assert row.revision == 1
    with counted() as statements:
        public = Browser(app).get(f"/{lang}/charter")
    assert len(statements) == 1
    assert "<script>alert" not in public.text
    assert "javascript:" not in "".join(a.get("href", "") for a in public.all("a"))
    assert ("Notre charte" if lang == "fr" else "Unsere Charta") in public.words()
    changed = browser.get(f"/{lang}/editing/pages/charter")
    send(browser, changed, "publish", {"body_fr": "Trois.", "body_de": "Drei."}, follow=True)
    assert ("Trois." if lang == "fr" else "Drei.") in Browser(app).get(f"/{lang}/charter").words()
    send(browser, sheet, "publish", {"body_fr": "Vieux"}, status=302)  # a double click of the first
    send(browser, changed, "publish", {"title_de": ""}, status=302)
    db.session.expire_all()
    assert db.session.scalars(sa.select(PageText)).one().revision == 2


def test_hostile_words_stay_words(browser: Browser, app: Flask) -> None:
    action = programme.action()
    browser.sign_in(editor())
    sheet = browser.get(address("action", action.id))
    hostile = {"title_fr": HOSTILE, "summary_de": HOSTILE, "lead_fr": "zero\u0000byte"}
    send(browser, sheet, "save", hostile, follow=True)
    seen = send(browser, browser.get(address("action", action.id)), "preview", {}, status=200)
    assert "<script>alert" not in seen.text
    send(browser, browser.get(address("action", action.id)), "publish", {}, follow=True)
    for path in (f"/fr/programme/{action.id}", "/fr/editing/texts", "/fr/editing/texts/chantiers/4"):
        assert "<script>alert" not in browser.get(path).text
    assert "\u202e" not in _action(action.id).title["fr"]


PAGES = [
    ("/fr/editing/texts", 200),
    ("/fr/editing/texts/chantiers/4", 200),
    ("/fr/editing/texts/chantiers/5", 403),
    ("/fr/editing/texts/chantier/5", 403),
    ("/fr/editing/texts/phases/5", 403),
    ("/fr/editing/texts/chantier/new", 404),
    ("/fr/editing/texts/action/999999", 404),
    ("/fr/editing/texts/place/x", 404),
    ("/fr/editing/pages", 403),
    ("/fr/editing/pages/charter", 403),
]


def test_only_its_own_editors_reach_a_sheet(browser: Browser, app: Flask, sqlite_only: None) -> None:
    foreign = programme.action(chantier=5)
    keeper, stranger = browser.sign_in(editor()), Browser(app).sign_in(people.participant())
    for path, status in [*PAGES, (address("action", foreign.id), 403)]:
        keeper.get(path, status=status)
        stranger.get(path, status=403)
        Browser(app).get(path, status=401)
    keeper.get(f"/fr/editing/actions/{foreign.id}/status", status=403)


def test_a_foreign_thing_is_neither_drafted_nor_previewed_nor_published(browser: Browser) -> None:
    foreign, own = programme.action(chantier=5), programme.action()
    browser.sign_in(editor())
    sheet = browser.get(address("action", own.id))
    fields = sheet.form(f"action/{own.id}")
    for intent in ("save", "preview", "publish", "discard", "again"):
        answer = browser.client.post(address("action", foreign.id), data=fields | {"intent": intent})
        assert answer.status_code == 403
    stolen = sheet.form(f"action/{own.id}") | {"orientation_id": str(foreign.orientation_id)}
    assert send(browser, sheet, "publish", stolen, status=422).status == 422
    assert _action(own.id).chantier_number == 4


def test_a_draft_is_discarded_on_demand(browser: Browser) -> None:
    browser.sign_in(editor())
    kept = send(browser, browser.get(address("chantier", 4)), "save", {"name_fr": "Autre"}, follow=True)
    assert kept.form("chantier/4")["name_fr"] == ["Autre"]
    bare = send(browser, kept, "discard", {}, follow=True)
    assert bare.form("chantier/4")["name_fr"] == ["Chantier 4"]


def test_rooms_and_sheets_take_the_same_statements_with_few_and_many(browser: Browser) -> None:
    browser.sign_in(editor(None))
    paths = [
        "/fr/editing/texts",
        "/fr/editing/texts/chantiers/4",
        address("chantier", 4),
        address("phases", 4),
    ]
    paths += [address("action", programme.action().id), address("place", programme.place().id)]
    seen: list[list[int]] = []
    for count in (1, 12):
        for _ in range(count):
            action = programme.action()
            programme.place()
            send(browser, browser.get(address("action", action.id)), "save", {"lead_fr": "Mien"})
        seen.append([])
        for path in paths:
            with counted() as statements:
                browser.get(path)
            seen[-1].append(len(statements))
    assert seen[0] == seen[1]
    assert max(seen[0]) <= 12, seen[0]
