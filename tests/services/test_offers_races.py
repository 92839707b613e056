"""Many at once: one answer, one offer a kind, none to a closed call, no answer to what is withdrawn."""

from collections.abc import Callable

import pytest
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.offers import Call, Offer
from consult.models.proposals import Proposal
from consult.rules.offers import OfferKind, OfferStatus
from consult.services import offers
from consult.services.offers import OfferFields
from tests.factories import people
from tests.factories.offers import TEXT, called, need, offered
from tests.support.together import together

FIELDS = OfferFields(OfferKind.TIME, TEXT)
REPLY = "Merci, venez samedi à neuf heures."


@pytest.mark.parametrize("accept", [True, False])
def test_two_answers_at_once_give_one(real_app: Flask, accept: bool) -> None:
    author = people.participant()
    actor, number = people.actor(author), offered(need(author)).id
    db.session.commit()

    def answer(yes: bool) -> Callable[[], object]:
        return lambda: offers.answer_offer(actor, number, accept=yes, reply=REPLY)

    codes = together(real_app, [answer(accept), answer(not accept)] * 3)
    assert sorted(codes) == ["done", *["offer_answered"] * 5]


def test_one_person_offers_each_kind_once(real_app: Flask) -> None:
    actor, number = people.actor(people.participant()), need().id
    db.session.commit()
    codes = together(real_app, [lambda: offers.offer(actor, Proposal(id=number), FIELDS)] * 6)
    assert sorted(codes) == [*["already_offered"] * 5, "done"]
    assert db.session.query(Offer).count() == 1


def test_no_offer_arrives_after_the_call_has_closed(real_app: Flask) -> None:
    editor, call = people.actor(people.with_role(Role.EDITOR, 4)), called().id
    givers = [people.actor(people.participant()) for _ in range(6)]
    db.session.commit()
    deeds: list[Callable[[], object]] = [
        lambda actor=actor: offers.offer(actor, Call(id=call), FIELDS)  # type: ignore[misc]
        for actor in givers
    ]
    codes = together(real_app, [*deeds[:3], lambda: offers.close_call(editor, call), *deeds[3:]])
    assert codes[3] == "done"
    assert set(codes) <= {"done", "call_closed"}
    assert db.session.query(Offer).count() == codes.count("done") - 1
    db.session.expire_all()
    closed_at = db.session.get_one(Call, call).closed_at
    assert closed_at is not None


def test_what_is_withdrawn_is_not_answered(real_app: Flask) -> None:
    author, giver = people.participant(), people.participant()
    number = offered(need(author), giver).id
    owner, offering = people.actor(author), people.actor(giver)
    db.session.commit()
    codes = together(
        real_app,
        [
            lambda: offers.withdraw_offer(offering, number),
            lambda: offers.answer_offer(owner, number, accept=True, reply=REPLY),
        ],
    )
    assert codes[0] == "done"
    assert codes[1] in {"done", "offer_withdrawn"}
    db.session.expire_all()
    assert db.session.get_one(Offer, number).status is OfferStatus.WITHDRAWN
