"""A preview is a publication that is undone: the public page itself, before anybody else can see it."""

from collections.abc import Callable
from typing import TypeVar

from consult.kernel.db import db

Made = TypeVar("Made")
Shown = TypeVar("Shown")


def rehearse(publish: Callable[[], Made], show: Callable[[Made], Shown]) -> Shown:
    """What ``show`` makes of what ``publish`` gives, every row written taken back.

    Inside a transaction that writes. ``show`` reads all rows anew, as another request would.
    """
    savepoint = db.session.begin_nested()
    try:
        made = publish()
        db.session.flush()
        db.session.expire_all()
        return show(made)
    finally:
        savepoint.rollback()
        db.session.expire_all()
