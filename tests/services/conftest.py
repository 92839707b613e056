"""The demonstration, filled once on either database for all tests that only read it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from consult.app import create_app
from consult.kernel.db import db
from tests.support.databases import Databases, settings
from tests.support.demonstration import fill


@pytest.fixture(scope="session", params=("sqlite", "postgresql"))
def filled(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application whose empty database the demonstration has filled."""
    app = create_app(settings(databases.empty(request.param), tmp_path_factory.mktemp("demo")))
    with app.app_context():
        fill()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def told(filled: Flask) -> Iterator[Flask]:
    """The same, with its context; whatever a test writes is rolled back."""
    with filled.app_context():
        yield filled
        db.session.remove()
