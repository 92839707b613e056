"""A process of its own in which the site speaks a third language; the test of it starts this and reads on.

The territory's settings are read while the application is imported: whoever runs this has pointed
``consult.kernel.territory.DATA`` to the changed folder first.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask

from consult.app import create_app
from consult.cli.work import Worker
from consult.gateways import programme_files
from consult.gateways.mail import NullMailer
from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.kernel.territory import DATA
from consult.services import search
from consult.services.programme import import_programme
from tests.factories import mail, proposals, translations
from tests.support import world
from tests.support.databases import fill, settings
from tests.support.walking import addresses, browsing, fetch

READERS = ("visitor", "everything")
#: Words of texts of which one was written in the language, the other translated to it.
WRITTEN, TRANSLATED = "fietsenstalling", "zitbankjes"
EVENTS = ("proposal-received", "ballot-opened", "answer-given")


def tell(folder: Path, language: str) -> None:
    """Read everything in ``language``, and write what was answered and mailed into ``seen.json``."""
    url = f"sqlite:///{folder / 'consult.sqlite'}"
    fill(url, folder)
    catalogues = {"BABEL_TRANSLATION_DIRECTORIES": str(folder / "translations")}
    app = create_app(settings(url, folder, extra=catalogues | {"PASSWORD_COST": "cheap"}))
    with app.app_context():
        import_programme(SYSTEM, programme_files.read(DATA))
        there = world.build()
        there.ids = defaultdict(list, there.ids)
        _contributed(language)
        seen = {
            "pages": {who: list(_pages(app, there, who, language)) for who in READERS},
            "found": {each: _found(app, there, each, language) for each in (WRITTEN, TRANSLATED)},
            "letters": _letters(language),
        }
        (folder / "seen.json").write_text(json.dumps(seen), "utf-8")


def _contributed(language: str) -> None:
    """One text written in the language, with a German translation; and a translation to it of another one."""
    written = proposals.published(title=f"Meer {WRITTEN}", body="Voor iedereen.", language=language)
    translations.shown(written, "Für alle.", title="Mehr Fahrradständer")
    other = proposals.published(title="Des bancs", body="Pour tous.")
    translations.shown(other, "Om te rusten.", title=f"Meer {TRANSLATED}", language=language)
    search.proposals([written, other])
    db.session.commit()


def _found(app: Flask, there: world.World, asked: str, language: str) -> dict[str, Any]:
    """What a visitor's search for one word answers, in each of the site's languages."""
    browser = browsing(app, there, "visitor")
    answers = {reader: fetch(browser, f"/{reader}/search?q={asked}") for reader in ("fr", "de", language)}
    return {reader: {"status": each.status_code, "text": each.text} for reader, each in answers.items()}


def _pages(app: Flask, there: world.World, who: str, language: str) -> Iterator[dict[str, Any]]:
    browser = browsing(app, there, who)
    paths = {
        one.path for one in addresses(app, there, "GET", language) if one.path.startswith(f"/{language}/")
    }
    for path in sorted(paths):
        answer = fetch(browser, path)
        headers = dict(answer.headers)
        yield {"path": path, "status": answer.status_code, "headers": headers, "text": answer.text}


def _letters(language: str) -> list[dict[str, str]]:
    mailer = NullMailer()
    for event in EVENTS:
        anne = mail.owe(event, language)
        Worker(mailer).once()
        anne.email = f"{event}@example.org"  # the next story has an Anne of its own
        db.session.commit()
    written = [letter for letter in mailer.letters if letter.language == language]
    return [{"subject": letter.subject, "text": letter.text, "html": letter.html} for letter in written]
