"""Several clerks apply the same list at the same moment: every seat is there once."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db, writing
from consult.kernel.errors import Conflict
from consult.models.assemblies import Councillor, Seat
from consult.services import seat_lists
from tests.factories import councils
from tests.support.seat_files import line, listed

THREADS = 8


def test_one_list_by_many_at_once_seats_everybody_once(real_app: Flask) -> None:
    with writing():
        councils.council(), councils.council("57480")
    text = listed(*(line(family=f"Noyer{n}") for n in range(20)), line("57480", "Orme")).decode()
    with writing():
        kept = seat_lists.upload(SYSTEM, text.encode())
    digest = seat_lists.preview(SYSTEM, kept.id).study.plan.digest
    file_id = kept.id
    db.session.rollback()

    def apply(number: int) -> str:
        with real_app.app_context():
            try:
                with writing():
                    if number % 2:
                        return f"{len(seat_lists.apply_text(SYSTEM, text).newcomers)} added"
                    return f"{len(seat_lists.apply(SYSTEM, file_id, digest).newcomers)} added"
            except Conflict as refusal:
                return refusal.code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(THREADS) as pool:
        told = list(pool.map(apply, range(THREADS)))
    assert told.count("21 added") == 1, told
    assert set(told) <= {"21 added", "0 added", "already_applied", "plan_changed"}
    counts = [db.session.scalar(sa.select(sa.func.count()).select_from(one)) for one in (Seat, Councillor)]
    assert counts == [21, 21]
