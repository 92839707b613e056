"""What people typed is shown as a printer would set it, and stored, edited and compared as they typed it."""

import pytest
import sqlalchemy as sa

from consult.cli import catalogues
from consult.gateways import programme_files
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.territory import DATA, territory
from consult.kernel.text.collation import in_order
from consult.kernel.text.typography import typeset
from consult.models.organisations import Organisation
from consult.models.proposals import Proposal
from consult.queries import organisations
from consult.rules.participation import OrganisationKind
from tests.factories import comments, people, proposals
from tests.policy.test_content import texts
from tests.support.browser import Browser

KIND = OrganisationKind.ASSOCIATION
TYPED = {
    "fr": ('L\'arbre "du coin": pourquoi?', "L’arbre «\u00a0du coin\u00a0»\u00a0: pourquoi\u202f?"),
    "de": ('Der "Baum" : warum ?', "Der „Baum“: warum?"),
}


@pytest.mark.parametrize("reader", ["fr", "de"])
@pytest.mark.parametrize("language", ["fr", "de"])
def test_titles_and_texts_are_set_in_their_own_language(browser: Browser, language: str, reader: str) -> None:
    typed, shown = TYPED[language]
    author = people.participant()
    proposal = proposals.published(author, title=typed, body=f"{typed} `x ?` <b>x ?</b>", language=language)
    comments.written(proposal, body=f"{typed} <script>", language=language)
    page = browser.get(f"/{reader}/proposals/{proposal.id}")
    assert [("".join(node.itertext())).replace("\u00ad", "") for node in page.all("h1")] == [shown]
    plain = page.text.replace("&nbsp;", "\u00a0")
    assert plain.count(shown) >= 3
    assert "<code>x ?</code>" in page.text
    assert "<b>x" not in page.text
    assert "&lt;script&gt;" in page.text
    assert shown in browser.get(f"/{reader}/proposals").text
    browser.sign_in(author)
    edit = browser.get(f"/{reader}/proposals/{proposal.id}/edit")
    assert edit.form("/edit")["title"] == [typed]
    db.session.expire_all()
    assert db.session.scalars(sa.select(Proposal.title)).all() == [typed]


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_translator_s_plain_signs_are_compiled_as_they_should_be(language: str) -> None:
    catalog = catalogues.loaded(language)
    typed, shown = TYPED[language]
    catalog.add("A %(name)s <b>tree</b>?", f"%(name)s <b>{typed}</b>")
    catalog.add(("%(num)s a", "%(num)s as"), (typed, typed))
    done = {message.id: message for message in catalogues.typeset(catalog, language) if message.id}
    assert done["A %(name)s <b>tree</b>?"].string == f"%(name)s <b>{shown}</b>"
    assert done["%(num)s a", "%(num)s as"].string == (shown, shown)
    assert not [fault for message in done.values() for fault in catalogues.faults_of(message)]


@pytest.mark.parametrize("language", territory().languages)
def test_what_we_ship_is_set_already(language: str) -> None:
    shipped = [words[language] for words in texts(programme_files.read(DATA))]
    assert [text for text in shipped if typeset(text, language) != text] == []


def test_names_stand_in_one_order_on_both_databases(browser: Browser) -> None:
    names = ["Zèbre", "élan", "Eiche", "Ähre", "Acker", "Ours", "Œillet", "straße", "Strasse"]
    for name in names:
        db.session.add(Organisation(name=name, kind=KIND, about="", language="fr", created_at=now()))
    db.session.commit()
    ordered = ["Acker", "Ähre", "Eiche", "élan", "Œillet", "Ours", "Strasse", "straße", "Zèbre"]
    assert [one.name for one, _ in organisations.listed(None)] == ordered
    assert sorted(names, key=in_order) == ordered
    middle = next(one for one, _ in organisations.listed(None) if one.name == "élan")
    assert [one.name for one, _ in organisations.listed(("élan", middle.id))] == ordered[4:]
