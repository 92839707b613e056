"""Translators who leave, texts whose authors leave: what stays, what goes, what may be taken along."""

import sqlalchemy as sa

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.translations import Translation, TranslationRequest
from consult.queries.leaving import own_data
from consult.queries.translations import reading
from consult.rules.translations import TranslationState
from consult.services import accounts, translations
from tests.factories import comments, people, proposals
from tests.queries.test_translators_room import BODY, fields, of


def rows() -> list[Translation]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Translation).order_by(Translation.id)))


def test_what_readers_get_stays_without_a_name_and_the_rest_goes(app) -> None:
    dora, editor = people.participant("Dora Klein"), people.actor(people.with_role(Role.EDITOR))
    accepted, waiting, refused, asked = (proposals.published() for _ in range(4))
    for text in (accepted, waiting, refused):
        translations.propose(people.actor(dora), of(text), fields(thanked=True))
    first, _second, third = rows()
    translations.accept(editor, first.id, title=first.title or "", body=first.body)
    translations.refuse(editor, third.id, "Der zweite Satz fehlt.")
    translations.ask(people.actor(dora), of(asked), "de")
    assert reading(accepted, "de").by.translator == "Dora Klein"
    accounts.erase(people.actor(dora), None)
    (left,) = rows()
    assert (left.proposal_id, left.state) == (accepted.id, TranslationState.SHOWN)
    assert (left.translator_id, left.thanked) == (None, False)
    assert reading(accepted, "de").by.translator is None
    assert db.session.query(TranslationRequest).count() == 0


def test_who_reviewed_stays_as_a_number(app) -> None:
    editor = people.with_role(Role.EDITOR)
    row = translations.propose(people.actor(people.participant()), of(proposals.published()), fields())
    translations.accept(people.actor(editor), row.id, title=row.title or "", body=row.body)
    accounts.erase(people.actor(editor), None)
    assert rows()[0].reviewer_id == editor.id


def test_an_author_who_takes_the_texts_along_takes_their_translations(app) -> None:
    author, editor = people.participant(), people.actor(people.with_role(Role.EDITOR))
    text = proposals.published(author)
    comment = comments.written(proposals.published(), author)
    other = proposals.published()
    for one in (text, other):
        translations.propose(editor, of(one), fields())
    accounts.erase(people.actor(author), None, texts=True)
    assert [row.proposal_id for row in rows()] == [other.id]
    assert comment.body == ""


def test_own_translations_and_wishes_may_be_taken_along(app) -> None:
    dora, other = people.participant(), people.participant()
    text, asked = proposals.published(), proposals.published()
    translations.propose(people.actor(dora), of(text), fields())
    translations.propose(people.actor(other), of(text), fields())
    translations.ask(people.actor(dora), of(asked), "de")
    data = own_data(dora.id)
    assert [(row["proposal_id"], row["body"]) for row in data["translations"]] == [(text.id, BODY)]
    assert [row["proposal_id"] for row in data["translation_requests"]] == [asked.id]
    assert "reviewer" not in repr(data)
