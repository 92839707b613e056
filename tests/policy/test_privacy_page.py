"""House laws of the privacy page: every datum about people stands there, with its true period."""

import importlib
import pkgutil
import re
from datetime import timedelta

import pytest

import consult.models
from consult.gateways import pages
from consult.kernel.db import Base
from consult.kernel.territory import territory
from consult.rules.participation import TOKEN_LIFETIMES, TokenPurpose
from consult.rules.retention import PERIODS, Kept
from consult.services.accounts.sessions import LIFETIME as SESSION_LIFETIME
from consult.web.kit.kept import LIFETIME as KEPT_FORM_LIFETIME

#: How the page names a datum: the beginning of its row in each language.
SESSIONS = {"fr": "Sessions", "de": "Sitzungen im Browser"}
LINKS = {"fr": "Liens envoyés", "de": "Links in E-Mails"}
FORMS = {"fr": "Texte gardé", "de": "Text, der"}
NAMES = {"fr": "Noms remplacés", "de": "Von der Moderation ersetzte"}
OFFERS = {"fr": "Offres d’aide", "de": "Hilfsangebote"}
REGISTRATIONS = {"fr": "Inscriptions aux", "de": "Anmeldungen zu"}
REPORTS = {"fr": "Signalements", "de": "Meldungen"}
MAILS = {"fr": "Courriels envoyés", "de": "Gesendete E-Mails"}
INVITATIONS = {"fr": "Invitations", "de": "Einladungen"}
FILES = {"fr": "Listes d’élus", "de": "Listen von Gewählten"}
TOKENS = {"fr": "Jetons", "de": "Kennungen"}
UNCONFIRMED = {"fr": "Inscription jamais", "de": "Nie bestätigte"}
ACCOUNT = {"fr": "Nom affiché", "de": "Angezeigter Name"}
PROPOSALS = {"fr": "Propositions et leurs", "de": "Vorschläge und ihre"}
COMMENTS = {"fr": "Commentaires", "de": "Kommentare"}
MARKS = {"fr": "Avis « utile", "de": "Markierungen"}
OFFICIAL = {"fr": "Qui a répondu", "de": "Wer einen amtlichen"}
VOTES = {"fr": "Votes et raisons", "de": "Stimmen der Gewählten"}
SITTINGS = {"fr": "Séances", "de": "Ratssitzungen"}
DECISIONS = {"fr": "Décisions", "de": "Entscheidungen"}

#: What ends by itself → its row.
ENDS = {
    Kept.SESSIONS: SESSIONS,
    Kept.TOKENS: LINKS,
    Kept.FORM_TOKENS: TOKENS,
    Kept.FORMS: FORMS,
    Kept.MAILS: MAILS,
    Kept.UNCONFIRMED: UNCONFIRMED,
    Kept.REPORTERS: REPORTS,
    Kept.NAMES: NAMES,
    Kept.SEAT_FILES: FILES,
    Kept.OFFERS: OFFERS,
    Kept.REGISTRATIONS: REGISTRATIONS,
    Kept.INVITATIONS: INVITATIONS,
}
#: Every table that holds something about a person → the row that tells of it.
TOLD = {
    "account": ACCOUNT,
    "account_session": SESSIONS,
    "account_token": LINKS,
    "answer": OFFICIAL,
    "appeal": {"fr": "Réclamations", "de": "Beschwerden"},
    "attendance": SITTINGS,
    "ballot": OFFICIAL,
    "ballot_log_entry": VOTES,
    "call": OFFICIAL,
    "claim_code": {"fr": "Codes", "de": "Codes"},
    "co_author": PROPOSALS,
    "comment": COMMENTS,
    "comment_mark": MARKS,
    "councillor": {"fr": "Mandats", "de": "Mandate"},
    "decision": DECISIONS,
    "declared_tie": {"fr": "Liens de proximité", "de": "Erklärte Nähe"},
    "digest": {"fr": "Nouvelles par courriel", "de": "Neuigkeiten"},
    "editing_draft": {"fr": "Brouillons des agents", "de": "Entwürfe des Personals"},
    "follow": {"fr": "Chantiers, propositions", "de": "Handlungsfelder, Vorschläge"},
    "follow_up": OFFICIAL,
    "journal_entry": {"fr": "Journal :", "de": "Protokoll:"},
    "keeper": {"fr": "Personnes qui agissent", "de": "Personen, die für"},
    "keeper_invitation": INVITATIONS,
    "kept_form": FORMS,
    "merge": DECISIONS,
    "mode_request": SITTINGS,
    "moderation_mode": OFFICIAL,
    "offer": OFFERS,
    "outbox_item": MAILS,
    "page_text": OFFICIAL,
    "paper": OFFICIAL,
    "position": {"fr": "Positions d’organisations", "de": "Stellungnahmen"},
    "proposal": PROPOSALS,
    "proposal_action": OFFICIAL,
    "proposal_version": PROPOSALS,
    "proposed_suspension": {"fr": "Suspensions", "de": "Beantragte Sperren"},
    "proxy": SITTINGS,
    "recusal": SITTINGS,
    "registration": REGISTRATIONS,
    "report": REPORTS,
    "role_grant": {"fr": "Rôles", "de": "Rollen"},
    "roll_entry": VOTES,
    "seat": {"fr": "Mandats", "de": "Mandate"},
    "seat_file": FILES,
    "sitting": OFFICIAL,
    "support": {"fr": "Soutiens", "de": "Unterstützungen"},
    "taken": {"fr": "Liens de proximité", "de": "Erklärte Nähe"},
    "translation": {"fr": "Traductions proposées", "de": "Vorgeschlagene Übersetzungen"},
    "translation_request": {"fr": "Demandes de traduction", "de": "Wünsche nach"},
    "vote": VOTES,
    "vote_reason": VOTES,
    "withheld_name": NAMES,
}
#: Columns that say something of a person without a key to an account.
PERSONAL = {"email", "family_name", "seat_id", "councillor_id", "account_id"}


@pytest.fixture(scope="module", params=["fr", "de"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def rows(language: str) -> dict[str, list[str]]:
    """Each datum of the page with what stands beside it: why, basis, who sees it, how long."""
    lines = [line for line in pages.source("privacy").body[language].splitlines() if line[:2] == "| "]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "---" not in line]
    return {first: others for first, *others in cells}


def row(rows: dict[str, list[str]], begins: str) -> list[str]:
    found = [cells for datum, cells in rows.items() if datum.replace("\u00a0", " ").startswith(begins)]
    assert len(found) == 1, f"the privacy page has {len(found)} rows that begin with {begins}"
    return found[0]


def said(period: timedelta, language: str) -> re.Pattern[str]:
    """How a period is said: in days, or in the words that are usual for it."""
    usual = {
        timedelta(minutes=30): {"fr": "30 minutes", "de": "30 Minuten"},
        timedelta(hours=1): {"fr": "une heure", "de": "eine Stunde"},
        timedelta(days=1): {"fr": "un jour", "de": "ein Tag"},
        timedelta(days=365): {"fr": "un an", "de": "ein Jahr"},
        timedelta(days=730): {"fr": "deux ans", "de": "zwei Jahre"},
    }
    in_days = {"fr": f"{period.days} jours", "de": f"{period.days} Tage"}
    return re.compile(rf"(?<!\d){usual.get(period, in_days)[language]}")


@pytest.mark.parametrize("kept", list(Kept))
def test_what_ends_by_itself_ends_when_the_page_says(
    rows: dict[str, list[str]], language: str, kept: Kept
) -> None:
    period = SESSION_LIFETIME if kept is Kept.SESSIONS else PERIODS[kept]
    assert said(period, language).search(row(rows, ENDS[kept][language])[-1])


def test_other_periods_agree_too(rows: dict[str, list[str]], language: str) -> None:
    links = row(rows, LINKS[language])[-1]
    for purpose in TokenPurpose:
        assert said(TOKEN_LIFETIMES[purpose], language).search(links), purpose
    assert said(KEPT_FORM_LIFETIME, language).search(row(rows, FORMS[language])[-1])
    settings = territory().settings
    codes = row(rows, TOLD["claim_code"][language])[-1]
    assert said(timedelta(days=settings["claim_code_days"]), language).search(codes)
    taken = row(rows, TOLD["taken"][language])[-1]
    assert said(timedelta(minutes=settings["taken_minutes"]), language).search(taken)
    assert str(settings["small_group"]) in "".join(next(iter(zip(*rows.values(), strict=True))))


def test_every_datum_has_reason_basis_readers_and_period(rows: dict[str, list[str]]) -> None:
    assert len(rows) > 35
    heads = [cells for cells in rows.values() if not re.match(r"[eca]\b", cells[1])]
    assert len(heads) == 1, "the second column is a letter of GDPR article 6(1)"
    assert all(len(cells) == 4 and all(cells) for cells in rows.values())


def test_every_table_about_people_stands_on_the_page(rows: dict[str, list[str]], language: str) -> None:
    for module in pkgutil.walk_packages(consult.models.__path__, "consult.models."):
        importlib.import_module(module.name)
    personal = {
        name
        for name, table in Base.metadata.tables.items()
        if PERSONAL & set(table.columns.keys())
        or any(key.column.table.name == "account" for key in table.foreign_keys)
    }
    assert personal - TOLD.keys() == set(), "say on both privacy pages what is kept of people, and here where"
    for begins in TOLD.values():
        assert row(rows, begins[language])
