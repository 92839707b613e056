"""Calls and offers: who may, what is refused, what is private, what is counted, what goes with time."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import VISITOR, Role
from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.models.accounts import Account
from consult.models.journal import JournalEntry
from consult.models.notifications import OutboxItem
from consult.models.offers import Call, Offer
from consult.models.proposals import Proposal
from consult.queries import leaving
from consult.queries import offers as queries
from consult.queries import proposals as proposal_queries
from consult.rules.lifecycle import ProposalKind, ProposalState, Visibility
from consult.rules.offers import OfferKind, OfferStatus
from consult.services import offers, retention
from consult.services import proposals as proposal_deeds
from consult.services.offers import CallFields, OfferFields
from consult.services.proposals import ProposalFields
from tests.factories import people, programme, proposals
from tests.factories.ground import words
from tests.factories.offers import TEXT, called, need, offered

pytestmark = pytest.mark.usefixtures("app")
FIELDS = OfferFields(OfferKind.TIME, TEXT)
ROLES = [None, *Role]
CALL = CallFields(
    words("Des bras pour planter", "Helfende Hände"),
    words("Nous plantons cent arbres au printemps.", "Wir pflanzen im Frühling hundert Bäume."),
    wanted=20,
)


def editor(chantier: int | None = 4) -> Account:
    return people.with_role(Role.EDITOR, chantier)


def owed(event: str) -> list[int | None]:
    found = sa.select(OutboxItem.account_id).where(OutboxItem.event == event).order_by(OutboxItem.account_id)
    return list(db.session.scalars(found))


def test_an_offer_is_made_answered_and_both_sides_are_told() -> None:
    author, giver = people.participant(), people.participant()
    offer = offers.offer(people.actor(giver), need(author), FIELDS)
    assert (offer.status, offer.language, offer.named) == (OfferStatus.OPEN, "fr", False)
    assert owed("offer-received") == [author.id]
    offers.answer_offer(
        people.actor(author), offer.id, accept=True, reply="Merci, venez samedi à neuf heures."
    )
    assert (offer.status, offer.replied_by_id) == (OfferStatus.ACCEPTED, author.id)
    assert owed("offer-answered") == [giver.id]
    with pytest.raises(Conflict):
        offers.answer_offer(people.actor(author), offer.id, accept=False, reply="Finalement non, désolé.")
    facts = [row.facts for row in db.session.scalars(sa.select(JournalEntry))]
    assert TEXT not in str(facts)


def test_editors_answer_what_a_call_brings() -> None:
    ours, theirs, giver = editor(), editor(5), people.participant()
    offer = offers.offer(people.actor(giver), called(), FIELDS)
    assert owed("offer-received") == [ours.id]
    with pytest.raises(NotFound):
        offers.answer_offer(people.actor(theirs), offer.id, accept=True, reply="Merci beaucoup.")
    offers.answer_offer(people.actor(ours), offer.id, accept=False, reply="Merci, nous sommes complets.")
    assert offer.status is OfferStatus.DECLINED


def test_nobody_answers_their_own_offer() -> None:
    ours = editor()
    offer = offers.offer(people.actor(ours), called(), FIELDS)
    with pytest.raises(NotAllowed, match="not_impartial"):
        offers.answer_offer(people.actor(ours), offer.id, accept=True, reply="Très volontiers.")


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda: proposals.published(), "not_a_need"),
        (lambda: need(visibility=Visibility.HIDDEN), "not_found"),
        (lambda: proposals.draft(kind=ProposalKind.NEED), "not_found"),
        (lambda: proposals.in_state(ProposalState.DONE, kind=ProposalKind.NEED), "need_closed"),
        (lambda: proposals.in_state(ProposalState.WITHDRAWN, kind=ProposalKind.NEED), "need_closed"),
        (lambda: need(people.participant(erased_at=now())), "nobody_answers"),
        (lambda: called(closed_at=now()), "call_closed"),
        (lambda: called(open_until=today() - timedelta(days=1)), "call_closed"),
    ],
)
def test_what_takes_no_offer_refuses_it(make: Any, refusal: str) -> None:
    with pytest.raises((Conflict, NotFound), match=refusal):
        offers.offer(people.actor(people.participant()), make(), FIELDS)


def test_the_last_day_of_a_call_is_included() -> None:
    assert offers.offer(people.actor(people.participant()), called(open_until=today()), FIELDS)


def test_who_may_not_offer() -> None:
    author = people.participant()
    own = need(author)
    kept = need(people.participant(), organisation_id=people.organisation(author).id)
    for thing in (own, kept):
        with pytest.raises(NotAllowed):
            offers.offer(people.actor(author), thing, FIELDS)
    suspended = people.participant(suspended_until=now() + timedelta(days=1))
    unconfirmed = people.participant(confirmed_at=None)
    for actor in (VISITOR, people.actor(suspended), people.actor(unconfirmed)):
        with pytest.raises(NotAllowed):
            offers.offer(actor, need(), FIELDS)


@pytest.mark.parametrize(
    ("text", "field"),
    [("trop court", None), ("court", "text"), ("x" * 1001, "text"), ("1234 " * 9, "language")],
)
def test_a_text_has_bounds_and_a_language(text: str, field: str | None) -> None:
    actor = people.actor(people.participant())
    if field is None:
        assert offers.offer(actor, need(), replace(FIELDS, text=text)).language == "fr"
        return
    with pytest.raises(Invalid) as refusal:
        offers.offer(actor, need(), replace(FIELDS, text=text))
    assert refusal.value.field == field


def test_each_kind_once_and_a_withdrawn_one_again() -> None:
    giver, thing = people.actor(people.participant()), need()
    offer = offers.offer(giver, thing, replace(FIELDS, named=True))
    with pytest.raises(Conflict, match="already_offered"):
        offers.offer(giver, thing, FIELDS)
    assert offers.offer(giver, thing, replace(FIELDS, kind=OfferKind.SKILL)).id != offer.id
    offers.withdraw_offer(giver, offer.id)
    offers.withdraw_offer(giver, offer.id)
    assert (offer.status, offer.named) == (OfferStatus.WITHDRAWN, False)
    assert offers.offer(giver, thing, FIELDS).id == offer.id
    assert offer.status is OfferStatus.OPEN


def test_the_suspended_withdraw_but_change_nothing() -> None:
    giver = people.participant()
    offer = offered(need(), giver)
    giver.suspended_until = now() + timedelta(days=1)
    db.session.flush()
    with pytest.raises(NotAllowed):
        offers.change_offer(people.actor(giver), offer.id, replace(FIELDS, named=True))
    assert offers.withdraw_offer(people.actor(giver), offer.id).status is OfferStatus.WITHDRAWN


def test_an_offer_changes_while_it_waits_and_only_by_its_person() -> None:
    giver = people.participant()
    offer = offered(need(), giver)
    with pytest.raises(NotFound):
        offers.change_offer(people.actor(people.participant()), offer.id, FIELDS)
    with pytest.raises(NotFound):
        offers.withdraw_offer(people.actor(people.participant()), offer.id)
    assert offers.change_offer(people.actor(giver), offer.id, replace(FIELDS, named=True)).named
    offer.status = OfferStatus.DECLINED
    for deed in (
        lambda: offers.change_offer(people.actor(giver), offer.id, FIELDS),
        lambda: offers.withdraw_offer(people.actor(giver), offer.id),
    ):
        with pytest.raises(Conflict):
            deed()


def test_the_public_reads_counts_and_the_names_of_those_who_agreed() -> None:
    thing = need()
    gone = people.participant("Greta Fort", erased_at=now())
    for name, values in (
        ("Nora Beil", {"named": True}),
        ("Karl Still", {"kind": OfferKind.MONEY, "status": OfferStatus.ACCEPTED}),
        ("Uwe Fern", {"named": True, "status": OfferStatus.DECLINED}),
        ("Ida Weg", {"named": True, "status": OfferStatus.WITHDRAWN}),
        ("Max Grob", {"named": True, "visibility": Visibility.HIDDEN}),
    ):
        offered(thing, people.participant(name), **values)
    offered(thing, gone, named=True)
    brought = proposal_queries.of_need(thing.id).brought
    assert brought.kinds == ((OfferKind.TIME, 3), (OfferKind.MONEY, 1))
    assert brought.status == ((OfferStatus.ACCEPTED, 1), (OfferStatus.OPEN, 2), (OfferStatus.DECLINED, 1))
    assert (brought.names, brought.more) == (("Nora Beil",), 0)
    action = programme.action()
    call = called(action)
    for number in range(15):
        offered(call, people.participant(f"Helfer {number}"), named=True)
    (view,) = queries.of_action(action).calls
    assert (view.brought.total, len(view.brought.names), view.brought.more) == (15, 12, 3)


def test_moderation_withholds_an_offer_and_shows_it_again() -> None:
    thing, giver = need(), people.participant()
    offer = offered(thing, giver, named=True)
    moderator = people.actor(people.with_role(Role.MODERATOR))
    offers.set_visibility(moderator, queries.locked(offer.id), Visibility.HIDDEN)
    assert proposal_queries.of_need(thing.id).brought.total == 0
    owner = people.actor(db.session.get_one(Account, thing.author_id))
    assert not queries.page(owner, offer.id).readable
    with pytest.raises(Conflict, match="offer_withheld"):
        offers.answer_offer(owner, offer.id, accept=True, reply="Merci beaucoup.")
    offers.withdraw_offer(people.actor(giver), offer.id)
    with pytest.raises(Conflict, match="offer_withheld"):
        offers.offer(people.actor(giver), thing, FIELDS)
    offers.set_visibility(moderator, queries.locked(offer.id), Visibility.VISIBLE)
    assert offers.offer(people.actor(giver), thing, FIELDS).status is OfferStatus.OPEN


def test_an_editor_calls_changes_and_closes() -> None:
    actor, action = people.actor(editor()), programme.action()
    call = offers.call(actor, action.id, CALL)
    changed = replace(CALL, open_until=today() + timedelta(days=9))
    offers.change_call(actor, call.id, changed, based_on=1)
    assert (call.revision, call.open_until) == (2, changed.open_until)
    with pytest.raises(Conflict, match="stale_call"):
        offers.change_call(actor, call.id, CALL, based_on=1)
    offers.close_call(actor, call.id)
    first = call.closed_at
    assert offers.close_call(actor, call.id).closed_at == first


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": words("", "Hände")}, "title_fr"),
        ({"text": words("Nous plantons cent arbres.", "kurz")}, "text_de"),
        ({"wanted": 0}, "wanted"),
        ({"open_until": today() - timedelta(days=2)}, "open_until"),
        ({"open_until": date(9999, 12, 31)}, "open_until"),
    ],
)
def test_a_call_that_lacks_something_is_refused(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        offers.call(people.actor(editor()), programme.action().id, replace(CALL, **change))
    assert refusal.value.field == field


@pytest.mark.parametrize("role", ROLES)
def test_only_the_chantiers_editors_call(role: Role | None) -> None:
    """The editor of this table is another chantier's."""
    person = (
        people.participant() if role is None else people.with_role(role, 5 if role is Role.EDITOR else None)
    )
    actor, call = people.actor(person), called()
    for deed in (
        lambda: offers.call(actor, call.action_id, CALL),
        lambda: offers.change_call(actor, call.id, CALL, based_on=1),
        lambda: offers.close_call(actor, call.id),
    ):
        with pytest.raises(NotAllowed):
            deed()


@pytest.mark.parametrize("role", ROLES)
def test_only_its_two_sides_read_an_offer(role: Role | None) -> None:
    person = people.participant() if role is None else people.with_role(role)
    with pytest.raises(NotFound):
        queries.page(people.actor(person), offered(need()).id)


FIELDS_OF_SOLUTION = ProposalFields("Une pépinière pour le quartier", proposals.BODY, 4)


def solution(author: Account, thing: Proposal) -> Proposal:
    made = proposal_deeds.begin(people.actor(author), replace(FIELDS_OF_SOLUTION, need_id=thing.id))
    proposal_deeds.submit(people.actor(author), made.id, "fr")
    return made


def test_a_solution_keeps_its_need_and_its_author_hears_of_it() -> None:
    asking, answering = people.participant(), people.participant()
    thing = need(asking)
    made = solution(answering, thing)
    assert (made.kind, made.need_id) == (ProposalKind.SOLUTION, thing.id)
    assert proposal_queries.of_need(thing.id).solutions == []
    if made.state is ProposalState.SUBMITTED:
        moderator = people.actor(people.with_role(Role.MODERATOR))
        proposal_deeds.publish(moderator, made, proposal_queries.newest_version(made))
    assert owed("solution-linked") == [asking.id]
    part = proposal_queries.of_need(thing.id)
    assert ([card.id for card in part.solutions], part.solution_count) == ([made.id], 1)
    edited = replace(FIELDS_OF_SOLUTION, title="Une pépinière pour tout le quartier")
    proposal_deeds.save(people.actor(answering), made.id, edited, proposal_queries.edition(made))
    assert (made.kind, made.need_id) == (ProposalKind.SOLUTION, thing.id)


@pytest.mark.parametrize(
    "make",
    [
        proposals.published,
        lambda: need(visibility=Visibility.HIDDEN),
        lambda: proposals.in_state(ProposalState.DONE, kind=ProposalKind.NEED),
        lambda: proposals.submitted(kind=ProposalKind.NEED),
    ],
)
def test_only_a_public_open_need_is_answered(make: Any) -> None:
    with pytest.raises(Invalid, match="need_closed"):
        solution(people.participant(), make())


def test_a_hidden_need_is_not_named_and_a_merged_one_hands_its_solutions_on() -> None:
    thing, other = need(), need()
    made = proposals.published(kind=ProposalKind.SOLUTION, need_id=thing.id)
    hidden = proposals.published(kind=ProposalKind.SOLUTION, need_id=thing.id, visibility=Visibility.HIDDEN)
    assert hidden.id not in {card.id for card in proposal_queries.of_need(thing.id).solutions}
    thing.visibility = Visibility.HIDDEN
    db.session.flush()
    assert proposal_queries.page(VISITOR, made.id).need is None
    thing.visibility, thing.state, thing.merged_into_id = Visibility.VISIBLE, ProposalState.MERGED, other.id
    db.session.flush()
    assert [card.id for card in proposal_queries.of_need(other.id).solutions] == [made.id]


def test_whoever_leaves_takes_words_and_name_along() -> None:
    giver, thing = people.participant("Nora Beil"), need()
    waiting = offered(thing, giver, named=True)
    taken = offered(
        thing, giver, kind=OfferKind.SKILL, status=OfferStatus.ACCEPTED, named=True, reply="Merci."
    )
    assert [part["text"] for part in leaving.own_data(giver.id)["offers"]] == [TEXT, TEXT]
    leaving.forget_person(giver.id, giver.email, now())
    db.session.expire_all()
    assert [(one.status, one.text, one.reply, one.named) for one in (waiting, taken)] == [
        (OfferStatus.WITHDRAWN, "", "", False),
        (OfferStatus.ACCEPTED, "", "", False),
    ]
    assert proposal_queries.of_need(thing.id).brought.total == 1


def test_words_go_two_years_after_the_answer(app: Flask) -> None:
    offer = offered(need(), status=OfferStatus.ACCEPTED, reply="Merci.", replied_at=now())
    waiting = offered(need())
    with time_machine.travel(now() + timedelta(days=729), tick=False):
        assert retention.clear()["offers"] == 0
    with time_machine.travel(now() + timedelta(days=731), tick=False):
        assert retention.clear()["offers"] == 2
        assert retention.clear()["offers"] == 0
    db.session.expire_all()
    assert (offer.text, offer.reply, offer.status) == ("", "", OfferStatus.ACCEPTED)
    assert waiting.status is OfferStatus.WITHDRAWN


def test_the_open_calls_by_their_last_day_page_by_page() -> None:
    late = called(open_until=today() + timedelta(days=30))
    endless = called()
    soon = [called(open_until=today() + timedelta(days=2)) for _ in range(20)]
    called(closed_at=now())
    called(programme.action(5))
    first = queries.calls(chantier=4)
    assert [view.call.id for view in first.calls] == [call.id for call in soon]
    rest = queries.calls(chantier=4, after=first.after)
    assert [view.call.id for view in rest.calls] == [late.id, endless.id]
    assert rest.after is None
    assert [number for number, _name in first.chantiers] == [4, 5]


def test_own_offers_made_and_received() -> None:
    author, giver = people.participant(), people.participant()
    thing = need(author)
    newest = [offered(thing).id for _ in range(22)][::-1]
    offered(thing, giver, kind=OfferKind.MONEY, status=OfferStatus.ACCEPTED)
    page = queries.own_offers(people.actor(author))
    assert [line.id for line in page.received] == newest[:20]
    assert [
        line.id for line in queries.own_offers(people.actor(author), after=page.after).received
    ] == newest[20:]
    assert len(queries.own_offers(people.actor(author), answered=True).received) == 1
    assert [line.kind for line in queries.own_offers(people.actor(giver)).made] == [OfferKind.MONEY]
    call = called()
    offered(call)
    assert len(queries.own_offers(people.actor(editor())).received) == 1
    assert queries.own_offers(people.actor(editor(5))).received == []
    assert db.session.get_one(Call, call.id).id == call.id
    assert db.session.scalar(sa.select(sa.func.count(Offer.id))) == 24
