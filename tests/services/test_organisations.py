"""Organisations: registering, changing, inviting, ending."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from consult.kernel.actor import VISITOR, Role
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.models.journal import JournalEntry
from consult.models.organisations import Keeper, KeeperInvitation, Organisation
from consult.queries import organisations as queries
from consult.rules.participation import OrganisationKind
from consult.services import organisations
from consult.services.organisations import OrganisationFields
from tests.factories import people

FIELDS = OrganisationFields(
    name="Les Vergers réunis",
    kind=OrganisationKind.ASSOCIATION,
    about="Nous plantons des arbres fruitiers avec les écoles.",
    language="fr",
    website="vergers.example.org",
    home="commune:57463",
)


def found(keeper=None, **changes) -> Organisation:
    return organisations.found(people.actor(keeper or people.participant()), replace(FIELDS, **changes))


def invitation_id(organisation) -> int:
    db.session.flush()
    return queries.invitations(organisation.id)[0].id


def joined(organisation, keeper, guest) -> None:
    organisations.invite(people.actor(keeper), organisation.id, guest.email)
    organisations.answer(people.actor(guest), invitation_id(organisation), accept=True)
    db.session.flush()


def test_whoever_registers_it_keeps_it_and_may_write_for_it(app):
    keeper = people.participant()
    organisation = found(keeper)
    db.session.flush()
    assert organisation.website == "https://vergers.example.org"
    assert queries.for_actor(people.actor(keeper)) == [(organisation.id, "Les Vergers réunis")]
    assert queries.for_actor(people.actor(people.participant())) == []
    entry = db.session.scalars(sa.select(JournalEntry)).one()
    assert (entry.event, entry.organisation_id) == ("organisation.registered", organisation.id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "X"}, "name"),
        ({"name": "Mairie de Metz"}, "name"),
        ({"name": "Forum Mosella"}, "name"),
        ({"name": "Вergers"}, "name"),
        ({"about": "court"}, "about"),
        ({"about": "x" * 3001}, "about"),
        ({"language": "xx"}, "language"),
        ({"home": "commune:1"}, "home"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "https://bank.example@evil.example"}, "website"),
        ({"website": "https://[1"}, "website"),
        ({"website": "https://x.example/" + "y" * 200}, "website"),
        ({"kind": OrganisationKind.TOWN_HALL}, "kind"),
    ],
)
def test_what_breaks_a_rule_is_refused_beside_its_field(app, changes, field):
    with pytest.raises(Invalid) as refusal:
        found(**changes)
    assert refusal.value.field == field


@pytest.mark.parametrize("name", ["Metz à vélo", "Les Amis de la Mairie", "Verein für gute Verwaltung"])
def test_a_reserved_word_inside_a_name_of_its_own_is_fine(app, name):
    assert found(name=name).name == name


def test_an_administrator_registers_public_bodies(app):
    chief = people.with_role(Role.ADMINISTRATOR)
    assert found(chief, name="Mairie de Metz", kind=OrganisationKind.TOWN_HALL).kind == "town_hall"


def test_one_name_belongs_to_one_organisation(app):
    found()
    db.session.flush()
    with pytest.raises(Invalid) as refusal:
        found(name="les vergers Réunis")
    assert refusal.value.code == "name_taken"


def test_only_its_keepers_and_administrators_change_it(app):
    keeper = people.participant()
    organisation = people.organisation(keeper)
    for stranger in (VISITOR, people.actor(people.participant())):
        with pytest.raises(NotAllowed):
            organisations.change(stranger, organisation.id, FIELDS)
    organisations.change(people.actor(keeper), organisation.id, replace(FIELDS, home="", website=""))
    assert (organisation.name, organisation.website, organisation.commune_insee) == (FIELDS.name, None, None)
    organisations.change(people.actor(people.with_role(Role.ADMINISTRATOR)), organisation.id, FIELDS)
    with pytest.raises(NotFound):
        organisations.change(people.actor(people.with_role(Role.ADMINISTRATOR)), 10**6, FIELDS)


def test_an_invitation_is_answered_by_whoever_has_its_address(app):
    keeper, guest = people.participant(), people.participant()
    organisation = people.organisation(keeper)
    organisations.invite(people.actor(keeper), organisation.id, guest.email.upper())
    number = invitation_id(organisation)
    with pytest.raises(NotFound):
        organisations.answer(people.actor(people.participant()), number, accept=True)
    organisations.answer(people.actor(guest), number, accept=True)
    db.session.flush()
    assert organisation.id in people.actor(guest).organisations
    with pytest.raises(NotFound):
        organisations.answer(people.actor(guest), number, accept=True)


def test_an_unknown_address_is_invited_like_a_known_one_and_once(app):
    keeper = people.participant()
    organisation = people.organisation(keeper)
    me = people.actor(keeper)
    organisations.invite(me, organisation.id, "nobody@example.org")
    db.session.flush()
    for address in ("nobody@example.org", keeper.email):
        with pytest.raises(Invalid):
            organisations.invite(me, organisation.id, address)
    organisations.withdraw_invitation(me, organisation.id, invitation_id(organisation))
    assert queries.invitations(organisation.id) == []
    assert db.session.scalar(sa.select(sa.func.count(KeeperInvitation.id))) == 1


def test_a_declined_invitation_gives_nothing(app):
    keeper, guest = people.participant(), people.participant()
    organisation = people.organisation(keeper)
    organisations.invite(people.actor(keeper), organisation.id, guest.email)
    organisations.answer(people.actor(guest), invitation_id(organisation), accept=False)
    assert people.actor(guest).organisations == frozenset()


def test_keepers_go_but_never_the_last(app):
    keeper, guest = people.participant(), people.participant()
    organisation = people.organisation(keeper)
    joined(organisation, keeper, guest)
    mine, other = queries.keepers(organisation.id)
    organisations.end_keeper(people.actor(guest), organisation.id, mine.id)
    db.session.flush()
    assert people.actor(keeper).organisations == frozenset()
    with pytest.raises(Conflict):
        organisations.end_keeper(people.actor(guest), organisation.id, other.id)
    with pytest.raises(NotAllowed):
        organisations.end_keeper(people.actor(keeper), organisation.id, other.id)
    with pytest.raises(NotFound):
        organisations.end_keeper(people.actor(guest), organisation.id, mine.id)


def test_a_suspended_keeper_changes_nothing(app):
    keeper = people.participant()
    organisation = people.organisation(keeper)
    keeper.suspended_until = keeper.created_at.replace(year=2099)
    db.session.flush()
    with pytest.raises(NotAllowed):
        organisations.change(people.actor(keeper), organisation.id, FIELDS)
    assert db.session.scalar(sa.select(sa.func.count(Keeper.id))) == 1
