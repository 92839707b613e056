"""What the database keeps by itself: append-only tables, votes only in open ballots, the full text index."""

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


#: Letters, digits and the underscore are what the analyser leaves: both databases take them as they are.
FULL_TEXT = (
    "CREATE VIRTUAL TABLE search_index USING fts5(title_terms, text_terms, content='search_entry', "
    "content_rowid='id', detail='column', prefix='3', "
    "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")"
)
_COLUMNS = "title_terms, text_terms"


def full_text_index(dialect: str) -> list[str]:
    """Statements for ``search_index``: the terms of every ``search_entry``, in the same transaction.

    The same words on both databases: terms are taken as they stand, no parser of the database's reads them.
    """
    if dialect == "sqlite":
        into = "INSERT INTO search_index"
        gone = (
            f"{into}(search_index, rowid, {_COLUMNS}) "
            "VALUES('delete', OLD.id, OLD.title_terms, OLD.text_terms);"
        )
        come = f"{into}(rowid, {_COLUMNS}) VALUES(NEW.id, NEW.title_terms, NEW.text_terms);"
        return [
            FULL_TEXT,
            f"CREATE TRIGGER search_entry_come AFTER INSERT ON search_entry BEGIN {come} END",
            f"CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN {gone} END",
            f"CREATE TRIGGER search_entry_changed AFTER UPDATE OF {_COLUMNS} ON search_entry "
            f"BEGIN {gone} {come} END",
        ]
    vectors = ", ".join(
        f"array_to_tsvector(array_remove(string_to_array(NEW.{column}, ' '), ''))"
        for column in _COLUMNS.split(", ")
    )
    return [
        "CREATE TABLE search_index (entry_id integer PRIMARY KEY REFERENCES search_entry(id) "
        "ON DELETE CASCADE, title_terms tsvector NOT NULL, text_terms tsvector NOT NULL)",
        "CREATE INDEX ix_search_index_title ON search_index USING gin (title_terms)",
        "CREATE INDEX ix_search_index_text ON search_index USING gin (text_terms)",
        "CREATE FUNCTION search_entry_index() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"INSERT INTO search_index VALUES (NEW.id, {vectors}) ON CONFLICT (entry_id) "
        "DO UPDATE SET title_terms = EXCLUDED.title_terms, text_terms = EXCLUDED.text_terms; "
        "RETURN NEW; END $$",
        "CREATE TRIGGER search_entry_indexed AFTER INSERT OR UPDATE OF title_terms, text_terms "
        "ON search_entry FOR EACH ROW EXECUTE FUNCTION search_entry_index()",
    ]


def belongs_to_models(name: str | None, kind: str, _parents: object) -> bool:
    """For Alembic's comparison: the full text index differs on each database and stands here alone."""
    return not (kind == "table" and (name or "").startswith("search_index"))


def all_statements(dialect: str) -> list[str]:
    """All that stands beside the models for ``dialect`` (``sqlite``, ``postgresql``), in creation order."""
    statements = [statement for table in APPEND_ONLY for statement in append_only(table, dialect)]
    return statements + votes_only_while_open(dialect) + full_text_index(dialect)


@event.listens_for(Base.metadata, "after_create")
def _create(_target: Any, connection: Any, **_options: Any) -> None:
    for statement in all_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
