"""Sittings with their agenda and presence, signed checkpoints, minutes as files, uploaded seat lists."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
APPEND_ONLY = ("attendance", "checkpoint")
RUNNING = "state IN ('scheduled', 'open', 'suspended', 'closed')"


def append_only(table: str, dialect: str) -> list[str]:
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


@contextmanager
def vote_triggers_laid_aside() -> Iterator[None]:
    """SQLite makes ``ballot`` and ``vote`` anew here; the triggers that name them come back unchanged."""
    names = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'vote' ORDER BY name"
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    laid_aside = op.get_bind().execute(sa.text(names)).all() if on_sqlite else []
    for name, _statement in laid_aside:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, statement in laid_aside:
        op.execute(statement)


def upgrade() -> None:
    op.create_table(
        "seat_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["account.id"],
            name=op.f("fk_seat_file_uploaded_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_file")),
    )
    with op.batch_alter_table("seat_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_file_uploaded_at"), ["uploaded_at"], unique=False)

    op.create_table(
        "sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=True),
        sa.Column("profile", sa.String(length=20), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("recalls_rule", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "convened",
                "open",
                "ended",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("president_seat_id", sa.Integer(), nullable=True),
        sa.Column("room_code", sa.String(length=12), nullable=True),
        sa.Column("attendance_size", sa.Integer(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("convened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assembly_id"], ["assembly.id"], name=op.f("fk_sitting_assembly_id_assembly")
        ),
        sa.ForeignKeyConstraint(["first_id"], ["sitting.id"], name=op.f("fk_sitting_first_id_sitting")),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["account.id"], name=op.f("fk_sitting_prepared_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["president_seat_id"], ["seat.id"], name=op.f("fk_sitting_president_seat_id_seat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_assembly_id"), ["assembly_id"], unique=False)
        batch_op.create_index(
            "uq_sitting_first_id",
            ["first_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'cancelled'"),
            postgresql_where=sa.text("state <> 'cancelled'"),
        )
        batch_op.create_index(batch_op.f("ix_sitting_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("question", JSON, nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("appointment", sa.Boolean(), nullable=False),
        sa.Column(
            "majority",
            sa.Enum(
                "simple",
                "two_thirds_expressed",
                "absolute_in_office",
                "two_thirds_in_office",
                name="majority",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "open",
                "failed",
                "done",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attendance_mark", sa.Integer(), nullable=True),
        sa.Column("quorum", JSON, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["first_id"], ["agenda_item.id"], name=op.f("fk_agenda_item_first_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_agenda_item_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_agenda_item_sitting_id_sitting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
    )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_item_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_item_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column(
            "movement",
            sa.Enum("arrived", "left", name="movement", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "clerk", "councillor", name="source", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_attendance_entered_by_id_account")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_attendance_seat_id_seat")),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_attendance_sitting_id_sitting")
        ),
        sa.PrimaryKeyConstraint("sitting_id", "number", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "proxy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("grantor_seat_id", sa.Integer(), nullable=False),
        sa.Column("holder_seat_id", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "clerk", "councillor", name="source", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("document_sha256", sa.String(length=64), nullable=True),
        sa.Column("sittings_left", sa.Integer(), nullable=False),
        sa.Column("illness", sa.Boolean(), nullable=False),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "active",
                "revoked",
                "lapsed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "end_cause",
            sa.Enum(
                "revoked",
                "grantor_arrived",
                "holder_left",
                name="end_cause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("grantor_seat_id <> holder_seat_id", name=op.f("ck_proxy_not_to_oneself")),
        sa.CheckConstraint("sittings_left >= 1", name=op.f("ck_proxy_sittings_left")),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["proxy.id"], name=op.f("fk_proxy_carried_from_id_proxy")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_proxy_entered_by_id_account")
        ),
        sa.ForeignKeyConstraint(["grantor_seat_id"], ["seat.id"], name=op.f("fk_proxy_grantor_seat_id_seat")),
        sa.ForeignKeyConstraint(["holder_seat_id"], ["seat.id"], name=op.f("fk_proxy_holder_seat_id_seat")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_proxy_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxy")),
    )
    with op.batch_alter_table("proxy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proxy_grantor_seat_id"), ["grantor_seat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proxy_holder_seat_id"), ["holder_seat_id"], unique=False)
        batch_op.create_index(
            "uq_proxy_grantor",
            ["sitting_id", "grantor_seat_id"],
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )
        batch_op.create_index(
            "uq_proxy_holder",
            ["sitting_id", "holder_seat_id"],
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )

    op.create_table(
        "mode_request",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "ordinary",
                "public",
                "secret",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mode <> 'ordinary'", name=op.f("ck_mode_request_not_ordinary")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_mode_request_entered_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_mode_request_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_mode_request_seat_id_seat")),
        sa.PrimaryKeyConstraint("item_id", "seat_id", "mode", name=op.f("pk_mode_request")),
    )
    with op.batch_alter_table("mode_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mode_request_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "recusal",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("recused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_recusal_entered_by_id_account")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_recusal_item_id_agenda_item")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_recusal_seat_id_seat")),
        sa.PrimaryKeyConstraint("item_id", "seat_id", name=op.f("pk_recusal")),
    )
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recusal_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "checkpoint",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_checkpoint_ballot_id_ballot")),
        sa.PrimaryKeyConstraint("ballot_id", "size", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=True),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "ready",
                "failed",
                "absent",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("record_sha256", sa.String(length=64), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(ballot_id IS NULL) <> (sitting_id IS NULL)", name=op.f("ck_document_one_subject")
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_document_ballot_id_ballot")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_document_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("ballot_id", "language", name=op.f("uq_document_ballot_id_language")),
        sa.UniqueConstraint("sitting_id", "language", name=op.f("uq_document_sitting_id_language")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_status"), ["status"], unique=False)

    with vote_triggers_laid_aside():
        with op.batch_alter_table("ballot") as batch_op:
            batch_op.add_column(sa.Column("agenda_item_id", sa.Integer(), nullable=True))
            batch_op.alter_column("closes_at", existing_type=sa.DateTime(timezone=True), nullable=True)
            batch_op.create_index(batch_op.f("ix_ballot_agenda_item_id"), ["agenda_item_id"])
            batch_op.create_index(
                "uq_ballot_running_item",
                ["agenda_item_id"],
                unique=True,
                sqlite_where=sa.text(RUNNING),
                postgresql_where=sa.text(RUNNING),
            )
            batch_op.create_foreign_key(
                batch_op.f("fk_ballot_agenda_item_id_agenda_item"), "agenda_item", ["agenda_item_id"], ["id"]
            )
            batch_op.create_check_constraint(
                batch_op.f("ck_ballot_sitting_has_item"), "(kind = 'sitting') = (agenda_item_id IS NOT NULL)"
            )
            batch_op.create_check_constraint(
                batch_op.f("ck_ballot_opinion_has_end"), "kind = 'sitting' OR closes_at IS NOT NULL"
            )
        with op.batch_alter_table("seat") as batch_op:
            batch_op.add_column(
                sa.Column("leads_group", sa.Boolean(), nullable=False, server_default=sa.false())
            )
        with op.batch_alter_table("vote") as batch_op:
            batch_op.add_column(sa.Column("cast_by_seat_id", sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column("entered_by_id", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f("fk_vote_cast_by_seat_id_seat"), "seat", ["cast_by_seat_id"], ["id"]
            )
            batch_op.create_foreign_key(
                batch_op.f("fk_vote_entered_by_id_account"), "account", ["entered_by_id"], ["id"]
            )
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in append_only(table, dialect):
            op.execute(statement)


def downgrade() -> None:
    """Ballots of sittings stay, as ballots without an end; what only sittings know is gone."""
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP FUNCTION {table}_refuse() CASCADE")
    op.execute("UPDATE ballot SET closes_at = '9999-12-31 00:00:00' WHERE closes_at IS NULL")
    with vote_triggers_laid_aside():
        with op.batch_alter_table("vote") as batch_op:
            batch_op.drop_constraint(batch_op.f("fk_vote_entered_by_id_account"), type_="foreignkey")
            batch_op.drop_constraint(batch_op.f("fk_vote_cast_by_seat_id_seat"), type_="foreignkey")
            batch_op.drop_column("entered_by_id")
            batch_op.drop_column("cast_by_seat_id")
        with op.batch_alter_table("seat") as batch_op:
            batch_op.drop_column("leads_group")
        with op.batch_alter_table("ballot") as batch_op:
            batch_op.drop_constraint(batch_op.f("ck_ballot_opinion_has_end"), type_="check")
            batch_op.drop_constraint(batch_op.f("ck_ballot_sitting_has_item"), type_="check")
            batch_op.drop_constraint(batch_op.f("fk_ballot_agenda_item_id_agenda_item"), type_="foreignkey")
            batch_op.drop_index("uq_ballot_running_item")
            batch_op.drop_index(batch_op.f("ix_ballot_agenda_item_id"))
            batch_op.alter_column("closes_at", existing_type=sa.DateTime(timezone=True), nullable=False)
            batch_op.drop_column("agenda_item_id")
    for table in (
        "document",
        "checkpoint",
        "recusal",
        "mode_request",
        "proxy",
        "attendance",
        "agenda_item",
        "sitting",
        "seat_file",
    ):
        op.drop_table(table)
