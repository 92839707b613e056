"""The readiness check asks here whether the database answers, and which schema it has."""

from typing import cast

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from consult.kernel.db import db


def revision() -> str | None:
    """The migration that the database stands at; None when it does not answer or was never migrated."""
    try:
        return cast("str | None", db.session.scalar(sa.text("SELECT version_num FROM alembic_version")))
    except SQLAlchemyError:
        db.session.rollback()
        return None
