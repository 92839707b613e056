"""The readiness check asks here which revision of the schema this program expects."""

from functools import cache

from alembic.script import ScriptDirectory


@cache
def head(folder: str) -> str | None:
    """The newest revision under ``folder``, the migrations' directory."""
    return ScriptDirectory(folder).get_current_head()
