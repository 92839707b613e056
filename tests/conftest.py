"""What every test may ask for: an application on either database, clean for each test."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from sqlalchemy.orm import scoped_session, sessionmaker

from consult.app import create_app
from consult.kernel.db import db
from tests.support.browser import Browser
from tests.support.databases import Databases, settings
from tests.support.postgres import server

DIALECTS = ("sqlite", "postgresql")
#: How fast a machine draws its examples is nothing that a test is about.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL a run, in the controlling process, and lay the templates."""
    if hasattr(config, "workerinput"):
        return
    folder = Path(tempfile.mkdtemp(prefix="consult-test-"))
    folder.chmod(0o755)
    config.stash[SERVER] = running = server()
    config.stash[PLACE] = (folder, running.__enter__())
    Databases(*config.stash[PLACE], "controller").make_templates()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:  # type: ignore[no-untyped-def]  # xdist's own type is private
    folder, url = node.config.stash[PLACE]
    node.workerinput["place"] = (str(folder), url)


def pytest_unconfigure(config: pytest.Config) -> None:
    running = config.stash.get(SERVER, None)
    if running is not None:
        running.__exit__(None, None, None)


SERVER = pytest.StashKey()  # type: ignore[var-annotated]  # a context manager
PLACE = pytest.StashKey[tuple[Path, str]]()


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Databases:
    given = getattr(request.config, "workerinput", None)
    folder, url = given["place"] if given else request.config.stash[PLACE]
    return Databases(Path(folder), url, given["workerid"] if given else "one")


@pytest.fixture(scope="session")
def _apps(databases: Databases) -> Iterator[dict[str, Flask]]:
    apps: dict[str, Flask] = {}
    yield apps
    for app in apps.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def app(dialect: str, databases: Databases, _apps: dict[str, Flask], tmp_path: Path) -> Iterator[Flask]:
    """An application whose every write of this test is undone afterwards. Runs on both databases."""
    if dialect not in _apps:
        _apps[dialect] = create_app(settings(databases.copy(dialect), databases.folder))
    app = _apps[dialect]
    with app.app_context():
        connection = db.engine.connect()
        transaction = connection.begin()
        original = db.session
        db.session = scoped_session(sessionmaker(connection, join_transaction_mode="create_savepoint"))
        try:
            yield app
        finally:
            db.session.remove()
            transaction.rollback()
            connection.close()
            db.session = original


@pytest.fixture
def sqlite_only(request: pytest.FixtureRequest) -> None:
    """Names that a test needs one database only, because its subject is not the database."""


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A visitor with a cookie jar, never satisfied with a page that is not right."""
    return Browser(app)


@pytest.fixture
def real_app(dialect: str, databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own with real commits, for threads and processes."""
    app = create_app(settings(databases.copy(dialect), tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
