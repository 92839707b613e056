"""Granting and revoking roles: who may, who is told, and why somebody always remains who can."""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM, Actor, Role
from consult.kernel.db import db, writing
from consult.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from consult.models.accounts import Account, RoleGrant
from consult.models.journal import JournalEntry
from consult.models.notifications import OutboxItem
from consult.services import roles
from tests.factories import people


def administrator() -> Actor:
    return people.actor(people.with_role(Role.ADMINISTRATOR))


def told() -> set[int | None]:
    return set(db.session.scalars(sa.select(OutboxItem.account_id).filter_by(event="role-granted")))


def test_a_grant_is_in_the_journal_and_every_administrator_is_told(app: Flask) -> None:
    first, second, anne = administrator(), administrator(), people.participant()
    roles.grant(first, anne.id, Role.EDITOR, 4)
    assert people.actor(anne).has_role(Role.EDITOR, 4)
    assert not people.actor(anne).has_role(Role.EDITOR, 5)
    assert told() == {first.account_id, second.account_id, anne.id}
    line = db.session.scalars(sa.select(JournalEntry).filter_by(event="role.granted")).one()
    assert (line.actor_id, line.subject_id, line.chantier_number) == (first.account_id, anne.id, 4)


def test_revoking_ends_the_role_and_is_told_too(app: Flask) -> None:
    lead, anne = administrator(), people.with_role(Role.EDITOR, 4)
    roles.revoke(lead, anne.id, Role.EDITOR, 4)
    assert not people.actor(anne).has_role(Role.EDITOR)
    assert anne.id in told()
    assert db.session.scalars(sa.select(JournalEntry.event)).all() == ["role.revoked"]
    roles.grant(lead, anne.id, Role.EDITOR, 4)
    assert people.actor(anne).has_role(Role.EDITOR, 4)
    with pytest.raises(NotFound):
        roles.revoke(lead, anne.id, Role.EDITOR, None)


@pytest.mark.parametrize(
    ("role", "chantier", "code"),
    [
        (Role.MODERATOR, 99, "no_chantier"),
        (Role.ADMINISTRATOR, 4, "role_scope"),
        (Role.AUDITOR, 4, "role_scope"),
        (Role.EDITOR, None, "role_held"),
    ],
)
def test_grants_that_make_no_sense(app: Flask, role: Role, chantier: int | None, code: str) -> None:
    anne = people.with_role(Role.EDITOR)
    with pytest.raises(Invalid) as refusal:
        roles.grant(administrator(), anne.id, role, chantier)
    assert refusal.value.code == code


def test_only_confirmed_people_get_roles(app: Flask) -> None:
    with pytest.raises(Invalid):
        roles.grant(SYSTEM, people.participant(confirmed_at=None).id, Role.EDITOR)
    with pytest.raises(NotFound):
        roles.grant(SYSTEM, 999_999, Role.EDITOR)


def test_only_administrators_grant(app: Flask) -> None:
    anne = people.participant()
    for role in (None, Role.MODERATOR, Role.EDITOR, Role.CLERK, Role.AUDITOR):
        stranger = people.actor(people.with_role(role) if role else people.participant())
        with pytest.raises(NotAllowed):
            roles.grant(stranger, anne.id, Role.EDITOR)
        with pytest.raises(NotAllowed):
            roles.revoke(stranger, anne.id, Role.EDITOR)


def test_the_last_administrator_stays(app: Flask) -> None:
    lead = people.with_role(Role.ADMINISTRATOR)
    people.with_role(Role.ADMINISTRATOR, confirmed_at=None)  # cannot sign in, so does not count
    with pytest.raises(Conflict) as refusal:
        roles.revoke(people.actor(lead), lead.id, Role.ADMINISTRATOR)
    assert refusal.value.code == "last_administrator"
    other = people.with_role(Role.ADMINISTRATOR)
    roles.revoke(people.actor(lead), lead.id, Role.ADMINISTRATOR)
    assert told() == {lead.id, other.id}


def test_two_administrators_revoking_each_other_at_once_leave_one(real_app: Flask) -> None:
    first, second = people.with_role(Role.ADMINISTRATOR).id, people.with_role(Role.ADMINISTRATOR).id
    db.session.commit()
    outcomes: list[str] = []

    def revoke(account_id: int) -> None:
        with real_app.app_context():
            try:
                with writing():
                    roles.revoke(SYSTEM, account_id, Role.ADMINISTRATOR)
                outcomes.append("revoked")
            except DomainError as refusal:
                outcomes.append(refusal.code)

    threads = [threading.Thread(target=revoke, args=(number,)) for number in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["last_administrator", "revoked"]
    left = sa.select(sa.func.count()).select_from(RoleGrant).where(RoleGrant.revoked_at.is_(None))
    assert db.session.scalar(left) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Account)) == 2
