"""How services beyond our walls do, as the worker notes it and operators see it."""

from datetime import datetime

import sqlalchemy as sa

from consult.kernel.db import db, insert_new
from consult.models.translations import OutsideService

TRANSLATION = "translation"


def resting_until(name: str) -> datetime | None:
    """Until when the service is left alone; None while it does well. Past moments: its probe is due."""
    return db.session.scalar(sa.select(OutsideService.open_until).where(OutsideService.name == name))


def locked(name: str, moment: datetime) -> OutsideService:
    """The service's row, locked; a new one without failures where there was none."""
    db.session.execute(insert_new(OutsideService).values(name=name, failures=0, changed_at=moment))
    statement = sa.select(OutsideService).where(OutsideService.name == name).with_for_update()
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def doing_well(name: str) -> bool:
    """Whether nothing has failed since its last success; takes no lock."""
    failing = sa.or_(OutsideService.failures > 0, OutsideService.open_until.is_not(None))
    row = db.session.scalar(sa.select(OutsideService.name).where(OutsideService.name == name, failing))
    return row is None
