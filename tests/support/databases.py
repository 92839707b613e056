"""Templates of both databases, made once a run, and cheap copies of them."""

import itertools
import os
import shutil
from pathlib import Path

import sqlalchemy as sa

from config import Settings
from consult.app import create_app
from consult.kernel.db import Base, db
from tests.factories.ground import seed

SECRET = "0123456789abcdefghijklmnopqrstuvwxyz-test"
_numbers = itertools.count()


def settings(url: str, folder: Path, **extra: object) -> Settings:
    """Test settings: no rate limits unless a test asks, mail into files, errors not hidden."""
    values = {"limits_enabled": False, "extra": {"SERVER_NAME": None, "PASSWORD_COST": "cheap"}} | extra
    return Settings(secret_key=SECRET, database_url=url, instance=folder, environment="test", **values)


def fill(url: str, folder: Path) -> None:
    """Create the schema and the ground every test stands on."""
    app = create_app(settings(url, folder))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        seed()
        db.session.commit()
        db.engine.dispose()


class Databases:
    """Hands out database URLs of one worker, copied from the templates."""

    def __init__(self, folder: Path, postgres: str, worker: str) -> None:
        self.folder, self.postgres, self.worker = folder, postgres, worker

    def make_templates(self) -> None:
        fill(f"sqlite:///{self.folder / 'template.sqlite'}", self.folder)
        self._admin('CREATE DATABASE "template"')
        fill(self.postgres % "template", self.folder)

    def copy(self, dialect: str) -> str:
        """The URL of a fresh database of ``dialect`` (``sqlite`` or ``postgresql``) with the ground laid."""
        name = f"copy_{self.worker}_{os.getpid()}_{next(_numbers)}"
        if dialect == "sqlite":
            target = self.folder / f"{name}.sqlite"
            shutil.copy(self.folder / "template.sqlite", target)
            return f"sqlite:///{target}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "template"')
        return self.postgres % name

    def twin(self, url: str) -> str:
        """The URL of a copy of the PostgreSQL database at ``url``, to which nobody may be connected."""
        name = sa.make_url(url).database
        self._admin(f'CREATE DATABASE "{name}_twin" TEMPLATE "{name}"')
        return self.postgres % f"{name}_twin"

    def empty(self, dialect: str) -> str:
        """The URL of a database of ``dialect`` without any table."""
        name = f"empty_{self.worker}_{os.getpid()}_{next(_numbers)}"
        if dialect == "sqlite":
            return f"sqlite:///{self.folder / name}.sqlite"
        self._admin(f'CREATE DATABASE "{name}"')
        return self.postgres % name

    def _admin(self, statement: str) -> None:
        engine = sa.create_engine(self.postgres % "postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(statement))
        engine.dispose()
