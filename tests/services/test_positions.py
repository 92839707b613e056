"""Organisations give their reasoned position, once a thing; they change it and take it back."""

import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

from consult.kernel.actor import VISITOR
from consult.kernel.db import db, writing
from consult.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from consult.models.journal import JournalEntry
from consult.models.organisations import Keeper
from consult.models.positions import Position, PositionVersion
from consult.queries import positions as queries
from consult.rules.lifecycle import Visibility
from consult.rules.positions import About, Stance, Thing
from consult.services import positions
from consult.services.positions import PositionFields
from tests.factories import people, programme
from tests.factories.positions import FRENCH, GERMAN, fields, given, on, project


@pytest.fixture
def keeper(app):
    return people.participant()


@pytest.fixture
def ours(keeper):
    return people.organisation(keeper)


def _things():
    return [Thing(About.CHANTIER, 4), Thing(About.ACTION, programme.action().id), on(project())]


def test_an_organisation_says_where_it_stands_on_each_kind_of_thing(keeper, ours):
    actor = people.actor(keeper)
    for thing in _things():
        made = positions.give(actor, ours.id, thing, fields(Stance.WITH_CONDITIONS, fr=FRENCH, de=GERMAN))
        assert (made.stance, made.number, made.facts.chantier) == (Stance.WITH_CONDITIONS, 1, 4)
        assert queries.count_of(thing) == 1
    told = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.event == "position.given")).all()
    assert len(told) == 3
    assert {line.organisation_id for line in told} == {ours.id}
    assert FRENCH not in str([line.facts for line in told])


def test_only_who_keeps_the_organisation_gives_its_position(keeper, ours):
    thing = on(project())
    stranger = people.actor(people.participant())
    suspended = replace(people.actor(keeper), suspended=True)
    for actor in (VISITOR, stranger, suspended):
        with pytest.raises(NotAllowed):
            positions.give(actor, ours.id, thing, fields())
    made = given(keeper, thing, organisation=ours)
    for deed in (
        lambda: positions.change(stranger, made.id, fields(Stance.OPEN), 1),
        lambda: positions.withdraw(stranger, made.id),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_former_keeper_says_nothing_any_more(keeper, ours):
    made = given(keeper, organisation=ours)
    other = people.participant()
    db.session.add(Keeper(organisation_id=ours.id, account_id=other.id, started_at=made.given_at))
    db.session.execute(sa.update(Keeper).where(Keeper.account_id == keeper.id).values(ended_at=made.given_at))
    with pytest.raises(NotAllowed):
        positions.withdraw(people.actor(keeper), made.id)
    assert positions.withdraw(people.actor(other), made.id).withdrawn_at is not None


@pytest.mark.parametrize("about", list(About))
def test_nobody_takes_a_stand_on_what_is_not_there(keeper, ours, about):
    with pytest.raises(NotFound):
        positions.give(people.actor(keeper), ours.id, Thing(about, 999_999), fields())


def test_a_project_that_is_not_public_has_no_positions(keeper, ours):
    with pytest.raises(NotFound):
        positions.give(people.actor(keeper), ours.id, on(project(published=False)), fields())


@pytest.mark.parametrize(
    ("reasons", "field"),
    [
        ({}, "reasons_fr"),
        ({"fr": " \u200b "}, "reasons_fr"),
        ({"de": "Zu kurz."}, "reasons_de"),
        ({"fr": FRENCH, "de": "x" * 4001}, "reasons_de"),
        ({"xx": FRENCH}, "reasons_fr"),
    ],
)
def test_reasons_are_owed_in_one_language_at_least_and_bounded(keeper, ours, reasons, field):
    with pytest.raises(Invalid) as refused:
        positions.give(people.actor(keeper), ours.id, on(project()), PositionFields(Stance.FOR, reasons))
    assert refused.value.field == field


def test_swapped_languages_are_asked_about_once(keeper, ours):
    thing, swapped = on(project()), fields(fr=GERMAN, de=FRENCH)
    with pytest.raises(Invalid) as asked:
        positions.give(people.actor(keeper), ours.id, thing, swapped)
    assert asked.value.code == "language_doubtful"
    made = positions.give(people.actor(keeper), ours.id, thing, replace(swapped, language_sure=True))
    assert made.reasons == {"fr": GERMAN, "de": FRENCH}


def test_once_a_thing_until_it_is_withdrawn(keeper, ours):
    actor, thing = people.actor(keeper), on(project())
    made = given(keeper, thing, organisation=ours)
    with pytest.raises(Conflict) as refused:
        positions.give(actor, ours.id, thing, fields(Stance.AGAINST))
    assert refused.value.code == "already_positioned"
    positions.withdraw(actor, made.id)
    assert queries.count_of(thing) == 0
    with pytest.raises(Conflict):
        positions.change(actor, made.id, fields(Stance.OPEN), 1)
    again = positions.give(actor, ours.id, thing, fields(Stance.AGAINST))
    assert (again.id, again.number, again.withdrawn_at) == (made.id, 2, None)
    assert db.session.get(PositionVersion, (made.id, 1)).stance is Stance.FOR
    assert [one.number for one in queries.history(VISITOR, made.id).changes] == [2]
    positions.change(actor, made.id, fields(Stance.OPEN), 2)
    assert [one.number for one in queries.history(VISITOR, made.id).changes] == [3, 2]


def test_a_change_keeps_what_was_said_and_the_same_again_changes_nothing(keeper, ours):
    actor = people.actor(keeper)
    made = given(keeper, organisation=ours)
    positions.change(actor, made.id, fields(), 1)
    assert made.number == 1
    positions.change(actor, made.id, fields(Stance.AGAINST, fr=FRENCH, de=GERMAN), 1)
    assert (made.number, made.stance) == (2, Stance.AGAINST)
    before = db.session.get(PositionVersion, (made.id, 1))
    assert (before.stance, before.reasons) == (Stance.FOR, {"fr": FRENCH})
    with pytest.raises(Conflict) as stale:
        positions.change(actor, made.id, fields(Stance.OPEN), 1)
    assert stale.value.code == "stale_version"
    newest, first = queries.history(actor, made.id).changes
    assert (newest.before, first.before) == (Stance.FOR, None)
    assert {code: [kind for kind, _text in parts] for code, parts in newest.parts} == {
        "fr": ["equal"],
        "de": ["insert"],
    }


def test_what_moderation_withholds_stays_as_it_is_but_can_be_withdrawn(keeper, ours):
    actor, thing = people.actor(keeper), on(project())
    made = given(keeper, thing, organisation=ours)
    positions.set_visibility(actor, made, Visibility.HIDDEN)
    with pytest.raises(Conflict) as refused:
        positions.change(actor, made.id, fields(Stance.OPEN), 1)
    assert refused.value.code == "position_withheld"
    assert queries.count_of(thing) == 0
    positions.withdraw(actor, made.id)
    with pytest.raises(Conflict):
        positions.give(actor, ours.id, thing, fields(Stance.OPEN))


def test_two_keepers_at_once_give_one_position(real_app):
    with writing():
        first, second = people.participant(), people.participant()
        ours, thing = people.organisation(first), on(project())
        db.session.add(Keeper(organisation_id=ours.id, account_id=second.id, started_at=ours.created_at))
        organisation_id, numbers = ours.id, (first.id, second.id)
    told: list[str] = []
    together = threading.Barrier(2)

    def give(account_id):
        with real_app.app_context():
            actor = people.actor(db.session.get(people.Account, account_id))
            together.wait()
            try:
                with writing():
                    positions.give(actor, organisation_id, thing, fields())
                    told.append("given")
            except DomainError as refusal:
                told.append(refusal.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=give, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count("already_positioned") == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Position)) == 1
