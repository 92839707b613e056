"""How a transaction behaves on both databases."""

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.db import db, writing
from consult.kernel.errors import Conflict
from consult.models.accounts import Account
from tests.factories import people


def test_a_second_account_with_the_same_address_is_a_conflict_by_name(app: Flask) -> None:
    first = people.participant(email="anne@example.org")
    db.session.commit()
    with pytest.raises(Conflict) as refusal, writing():
        people.participant(email="anne@example.org")
    assert refusal.value.code == "email_taken"
    assert db.session.scalars(sa.select(Account.id).where(Account.email == "anne@example.org")).all() == [
        first.id
    ]


def test_a_refused_deed_leaves_no_trace(app: Flask) -> None:
    with pytest.raises(RuntimeError), writing():
        people.participant(email="nobody@example.org")
        raise RuntimeError
    assert db.session.scalar(sa.select(sa.func.count()).where(Account.email == "nobody@example.org")) == 0


def test_the_database_refuses_changes_to_append_only_tables(app: Flask) -> None:
    from consult.kernel.clock import now

    db.session.execute(
        sa.text("INSERT INTO journal_entry (at, event, subject_kind, facts) VALUES (:at, 'x', 'y', '{}')"),
        {"at": now()},
    )
    db.session.commit()
    for statement in ("UPDATE journal_entry SET event = 'z'", "DELETE FROM journal_entry"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            db.session.execute(sa.text(statement))
        db.session.rollback()
