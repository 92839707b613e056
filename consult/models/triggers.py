"""Rules that the database itself keeps: append-only tables, and votes only while a ballot is open."""

from typing import Any

from sqlalchemy import event

from consult.kernel.db import Base

#: Tables whose rows are never updated or deleted.
APPEND_ONLY = (
    "journal_entry",
    "decision",
    "ballot_log_entry",
    "roll_entry",
    "attendance",
    "checkpoint",
)
WRITES = ("INSERT", "UPDATE", "DELETE")


def append_only(table: str, dialect: str) -> list[str]:
    """Statements that refuse every UPDATE and DELETE on ``table``."""
    message = f"{table} is append-only"
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    ]


def votes_only_while_open(dialect: str) -> list[str]:
    """Statements that refuse any write to ``vote`` unless its ballot's state is ``open``.

    An update is held to the ballot it leaves as well as the one it enters.
    """
    message = "vote outside an open ballot"
    if dialect == "sqlite":
        rows = {
            "INSERT": "NEW.ballot_id",
            "UPDATE": "NEW.ballot_id, OLD.ballot_id",
            "DELETE": "OLD.ballot_id",
        }
        return [
            f"CREATE TRIGGER vote_only_open_{verb.lower()} BEFORE {verb} ON vote "
            f"WHEN EXISTS (SELECT 1 FROM ballot WHERE id IN ({rows[verb]}) AND state <> 'open') "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for verb in WRITES
        ]
    return [
        "CREATE FUNCTION vote_only_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM ballot WHERE id IN (NEW.ballot_id, OLD.ballot_id) "
        "AND state <> 'open') THEN "
        f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN coalesce(NEW, OLD); END $$",
        "CREATE TRIGGER vote_only_open BEFORE INSERT OR UPDATE OR DELETE ON vote "
        "FOR EACH ROW EXECUTE FUNCTION vote_only_open()",
    ]


def all_statements(dialect: str) -> list[str]:
    """Every trigger of the schema for ``dialect`` (``sqlite`` or ``postgresql``), in creation order."""
    statements = [statement for table in APPEND_ONLY for statement in append_only(table, dialect)]
    return statements + votes_only_while_open(dialect)


@event.listens_for(Base.metadata, "after_create")
def _create(_target: Any, connection: Any, **_options: Any) -> None:
    for statement in all_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
