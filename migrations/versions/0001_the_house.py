"""The house: every table of the first version, and the triggers that guard votes, logs and decisions."""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

TRIGGERS = {
    "sqlite": [
        "CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry BEGIN SELECT "
        "RAISE(ABORT, 'journal_entry is append-only'); END",
        "CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry BEGIN SELECT "
        "RAISE(ABORT, 'journal_entry is append-only'); END",
        "CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN SELECT "
        "RAISE(ABORT, 'decision is append-only'); END",
        "CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision BEGIN SELECT "
        "RAISE(ABORT, 'decision is append-only'); END",
        "CREATE TRIGGER ballot_log_entry_no_update BEFORE UPDATE ON ballot_log_entry BEGIN "
        "SELECT RAISE(ABORT, 'ballot_log_entry is append-only'); END",
        "CREATE TRIGGER ballot_log_entry_no_delete BEFORE DELETE ON ballot_log_entry BEGIN "
        "SELECT RAISE(ABORT, 'ballot_log_entry is append-only'); END",
        "CREATE TRIGGER roll_entry_no_update BEFORE UPDATE ON roll_entry BEGIN SELECT "
        "RAISE(ABORT, 'roll_entry is append-only'); END",
        "CREATE TRIGGER roll_entry_no_delete BEFORE DELETE ON roll_entry BEGIN SELECT "
        "RAISE(ABORT, 'roll_entry is append-only'); END",
        "CREATE TRIGGER vote_only_open_insert BEFORE INSERT ON vote WHEN EXISTS (SELECT 1 "
        "FROM ballot WHERE id IN (NEW.ballot_id) AND state <> 'open') BEGIN SELECT "
        "RAISE(ABORT, 'vote outside an open ballot'); END",
        "CREATE TRIGGER vote_only_open_update BEFORE UPDATE ON vote WHEN EXISTS (SELECT 1 "
        "FROM ballot WHERE id IN (NEW.ballot_id, OLD.ballot_id) AND state <> 'open') "
        "BEGIN SELECT RAISE(ABORT, 'vote outside an open ballot'); END",
        "CREATE TRIGGER vote_only_open_delete BEFORE DELETE ON vote WHEN EXISTS (SELECT 1 "
        "FROM ballot WHERE id IN (OLD.ballot_id) AND state <> 'open') BEGIN SELECT "
        "RAISE(ABORT, 'vote outside an open ballot'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION journal_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'journal_entry is append-only' USING ERRCODE = 'check_violation'; "
        "END $$",
        "CREATE TRIGGER journal_entry_no_change BEFORE UPDATE OR DELETE ON journal_entry FOR "
        "EACH ROW EXECUTE FUNCTION journal_entry_refuse()",
        "CREATE FUNCTION decision_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE "
        "EXCEPTION 'decision is append-only' USING ERRCODE = 'check_violation'; END $$",
        "CREATE TRIGGER decision_no_change BEFORE UPDATE OR DELETE ON decision FOR EACH ROW "
        "EXECUTE FUNCTION decision_refuse()",
        "CREATE FUNCTION ballot_log_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'ballot_log_entry is append-only' USING ERRCODE = "
        "'check_violation'; END $$",
        "CREATE TRIGGER ballot_log_entry_no_change BEFORE UPDATE OR DELETE ON "
        "ballot_log_entry FOR EACH ROW EXECUTE FUNCTION ballot_log_entry_refuse()",
        "CREATE FUNCTION roll_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'roll_entry is append-only' USING ERRCODE = 'check_violation'; END "
        "$$",
        "CREATE TRIGGER roll_entry_no_change BEFORE UPDATE OR DELETE ON roll_entry FOR EACH "
        "ROW EXECUTE FUNCTION roll_entry_refuse()",
        "CREATE FUNCTION vote_only_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF "
        "EXISTS (SELECT 1 FROM ballot WHERE id IN (NEW.ballot_id, OLD.ballot_id) AND "
        "state <> 'open') THEN RAISE EXCEPTION 'vote outside an open ballot' USING "
        "ERRCODE = 'check_violation'; END IF; RETURN coalesce(NEW, OLD); END $$",
        "CREATE TRIGGER vote_only_open BEFORE INSERT OR UPDATE OR DELETE ON vote FOR EACH "
        "ROW EXECUTE FUNCTION vote_only_open()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "ambition",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", JSON, nullable=False),
        sa.Column("summary", JSON, nullable=False),
        sa.Column("colour", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ambition")),
        sa.UniqueConstraint("key", name=op.f("uq_ambition_key")),
    )
    op.create_table(
        "city",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", JSON, nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", JSON, nullable=False),
        sa.Column("network", sa.String(length=80), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_city")),
    )
    op.create_table(
        "commune",
        sa.Column("insee", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("siren", sa.String(length=9), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("postal_codes", JSON, nullable=False),
        sa.Column("member_from", sa.Date(), nullable=False),
        sa.Column("member_to", sa.Date(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("insee", name=op.f("pk_commune")),
        sa.UniqueConstraint("name", name=op.f("uq_commune_name")),
        sa.UniqueConstraint("siren", name=op.f("uq_commune_siren")),
    )
    op.create_table(
        "form_use",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_form_use")),
    )
    with op.batch_alter_table("form_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_use_used_at"), ["used_at"], unique=False)

    op.create_table(
        "kept_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=60), nullable=False),
        sa.Column("page", sa.String(length=500), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("finish", sa.String(length=40), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_kept_form_secret_hash")),
    )
    with op.batch_alter_table("kept_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_form_kept_at"), ["kept_at"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("pending_email", sa.String(length=254), nullable=True),
        sa.Column("former_email", sa.String(length=254), nullable=True),
        sa.Column("display_name", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("commune_insee", sa.String(length=5), nullable=True),
        sa.Column("origin", sa.String(length=40), nullable=True),
        sa.Column("ties", JSON, nullable=False),
        sa.Column("charter_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("age_declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("commune_insee IS NULL OR origin IS NULL", name=op.f("ck_account_one_home")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_account_email_lower")),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["commune.insee"], name=op.f("fk_account_commune_insee_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_commune_insee"), ["commune_insee"], unique=False)

    op.create_table(
        "assembly",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "municipal",
                "metropolitan",
                "partner",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", JSON, nullable=False),
        sa.Column("commune_insee", sa.String(length=5), nullable=True),
        sa.Column("profile", sa.String(length=20), nullable=False),
        sa.Column("seats_total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["commune.insee"], name=op.f("fk_assembly_commune_insee_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly")),
        sa.UniqueConstraint("commune_insee", name=op.f("uq_assembly_commune_insee")),
        sa.UniqueConstraint("key", name=op.f("uq_assembly_key")),
    )
    op.create_table(
        "chantier",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ambition_number", sa.Integer(), nullable=False),
        sa.Column("name", JSON, nullable=False),
        sa.Column("subtitle", JSON, nullable=False),
        sa.Column("question", JSON, nullable=False),
        sa.Column("introduction", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["ambition_number"], ["ambition.number"], name=op.f("fk_chantier_ambition_number_ambition")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_chantier")),
    )
    with op.batch_alter_table("chantier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chantier_ambition_number"), ["ambition_number"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "association",
                "company",
                "town_hall",
                "development_council",
                "partner_city",
                "public_body",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=True),
        sa.Column("commune_insee", sa.String(length=5), nullable=True),
        sa.Column("origin", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["commune.insee"], name=op.f("fk_organisation_commune_insee_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_commune_insee"), ["commune_insee"], unique=False)

    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", JSON, nullable=False),
        sa.Column("summary", JSON, nullable=False),
        sa.Column("commune_insee", sa.String(length=5), nullable=True),
        sa.Column("collective_intelligence", sa.Boolean(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["commune.insee"], name=op.f("fk_place_commune_insee_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("key", name=op.f("uq_place_key")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_commune_insee"), ["commune_insee"], unique=False)

    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_session_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_account_session_secret_hash")),
    )
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "account_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "confirm",
                "sign_in",
                "reset",
                "change_email",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("next_path", sa.String(length=500), nullable=True),
        sa.Column("kept_form_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_token_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["kept_form_id"],
            ["kept_form.id"],
            name=op.f("fk_account_token_kept_form_id_kept_form"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_token")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_account_token_secret_hash")),
    )
    with op.batch_alter_table("account_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_token_account_id"), ["account_id"], unique=False)

    op.create_table(
        "councillor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("family_name", sa.String(length=60), nullable=False),
        sa.Column("given_name", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_councillor_account_id_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_councillor")),
        sa.UniqueConstraint("account_id", name=op.f("uq_councillor_account_id")),
    )
    with op.batch_alter_table("councillor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_councillor_family_name"), ["family_name"], unique=False)

    op.create_table(
        "journal_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("chantier_number", sa.Integer(), nullable=True),
        sa.Column("facts", JSON, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_journal_entry_actor_id_account")),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_journal_entry_chantier_number_chantier")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_journal_entry_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_entry_at"), ["at"], unique=False)
        batch_op.create_index("ix_journal_entry_event", ["event", "id"], unique=False)
        batch_op.create_index("ix_journal_entry_subject", ["subject_kind", "subject_id", "id"], unique=False)

    op.create_table(
        "keeper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_keeper_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_keeper_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keeper")),
    )
    with op.batch_alter_table("keeper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_keeper_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            "uq_keeper_active",
            ["organisation_id", "account_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "keeper_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["account.id"], name=op.f("fk_keeper_invitation_invited_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_keeper_invitation_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keeper_invitation")),
    )
    with op.batch_alter_table("keeper_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_keeper_invitation_email"), ["email"], unique=False)
        batch_op.create_index(
            "uq_keeper_invitation_open",
            ["organisation_id", "email"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "orientation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("chantier_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_orientation_chantier_number_chantier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orientation")),
        sa.UniqueConstraint("key", name=op.f("uq_orientation_key")),
    )
    with op.batch_alter_table("orientation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_orientation_chantier_number"), ["chantier_number"], unique=False)

    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("introduction", JSON, nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_paper_times_in_order")),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["account.id"], name=op.f("fk_paper_prepared_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    op.create_table(
        "phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chantier_number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "listen",
                "propose",
                "curate",
                "vote",
                "answer",
                "carry_out",
                "review",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("note", JSON, nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_phase_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_phase_chantier_number_chantier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase")),
    )
    with op.batch_alter_table("phase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phase_chantier_number"), ["chantier_number"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chantier_number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "idea", "need", "solution", name="kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "published",
                "in_ballot",
                "voted",
                "answered",
                "in_progress",
                "done",
                "withdrawn",
                "merged",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum(
                "visible",
                "hidden",
                "removed",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("commune_insee", sa.String(length=5), nullable=True),
        sa.Column("place_note", sa.String(length=120), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("cost_euros", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "channel",
            sa.Enum(
                "online",
                "paper",
                "telephone",
                "meeting",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("behalf_name", sa.String(length=60), nullable=True),
        sa.Column("receipt_code", sa.String(length=12), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_version", sa.Integer(), nullable=False),
        sa.Column("newest_version", sa.Integer(), nullable=False),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("neighbour_support_count", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("random_key", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "channel = 'online' OR entered_by_id IS NOT NULL", name=op.f("ck_proposal_on_behalf")
        ),
        sa.CheckConstraint("comment_count >= 0", name=op.f("ck_proposal_comment_count")),
        sa.CheckConstraint("cost_euros IS NULL OR cost_euros >= 0", name=op.f("ck_proposal_cost")),
        sa.CheckConstraint("support_count >= 0", name=op.f("ck_proposal_support_count")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_proposal_author_id_account")),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_proposal_chantier_number_chantier")
        ),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["commune.insee"], name=op.f("fk_proposal_commune_insee_commune")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_proposal_entered_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["proposal.id"], name=op.f("fk_proposal_merged_into_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proposal_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("receipt_code", name=op.f("uq_proposal_receipt_code")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_answer_due_at"), ["answer_due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_proposal_chantier", ["chantier_number", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_commune_insee"), ["commune_insee"], unique=False)
        batch_op.create_index(
            "ix_proposal_discussed", ["state", "visibility", "comment_count", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_proposal_entered_by_id"), ["entered_by_id"], unique=False)
        batch_op.create_index(
            "ix_proposal_newest", ["state", "visibility", "published_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_proposal_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_proposal_random", ["state", "visibility", "random_key", "id"], unique=False)
        batch_op.create_index("ix_proposal_submitted", ["state", "submitted_at"], unique=False)
        batch_op.create_index(
            "ix_proposal_supported", ["state", "visibility", "support_count", "id"], unique=False
        )

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "moderator",
                "editor",
                "clerk",
                "auditor",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("chantier_number", sa.Integer(), nullable=True),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_role_grant_chantier_number_chantier")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["account.id"], name=op.f("fk_role_grant_granted_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["account.id"], name=op.f("fk_role_grant_revoked_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(
            "uq_role_grant_chantier",
            ["account_id", "role", "chantier_number"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL AND chantier_number IS NOT NULL"),
            postgresql_where=sa.text("revoked_at IS NULL AND chantier_number IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_role_grant_everywhere",
            ["account_id", "role"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL AND chantier_number IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL AND chantier_number IS NULL"),
        )

    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("chantier_number", sa.Integer(), nullable=True),
        sa.Column("commune_insee", sa.String(length=5), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_search_document_chantier_number_chantier")
        ),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["commune.insee"], name=op.f("fk_search_document_commune_insee_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint(
            "kind", "object_id", "language", name=op.f("uq_search_document_kind_object_id_language")
        ),
    )
    with op.batch_alter_table("search_document", schema=None) as batch_op:
        batch_op.create_index("ix_search_document_chantier", ["chantier_number", "kind"], unique=False)

    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("chantier_number", sa.Integer(), nullable=False),
        sa.Column("orientation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "action",
                "measure",
                "event",
                "partner_project",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", JSON, nullable=False),
        sa.Column("summary", JSON, nullable=False),
        sa.Column(
            "precision",
            sa.Enum(
                "day",
                "month",
                "season",
                "quarter",
                "half_year",
                "period",
                "year",
                name="precision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("hundred_days", sa.Boolean(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("lead", JSON, nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "leads",
                "supports",
                "encourages",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("partners", JSON, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "announced",
                "started",
                "done",
                "changed",
                "stopped",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_action_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_action_chantier_number_chantier")
        ),
        sa.ForeignKeyConstraint(
            ["orientation_id"], ["orientation.id"], name=op.f("fk_action_orientation_id_orientation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("key", name=op.f("uq_action_key")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_chantier_number"), ["chantier_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_orientation_id"), ["orientation_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted",
                "in_part",
                "declined",
                "not_ours",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("next_steps", JSON, nullable=False),
        sa.Column("in_charge", JSON, nullable=False),
        sa.Column("full_answer_on", sa.Date(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(outcome IS NULL) <> (full_answer_on IS NULL)", name=op.f("ck_answer_full_or_interim")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_answer_answered_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_answer_proposal_id_proposal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_answer_proposal_id_number")),
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("opinion", "sitting", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
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
        sa.Column("assembly_id", sa.Integer(), nullable=True),
        sa.Column("question", JSON, nullable=False),
        sa.Column("proposal_title", JSON, nullable=False),
        sa.Column("question_sha256", sa.String(length=64), nullable=True),
        sa.Column("rules", JSON, nullable=False),
        sa.Column("rules_sha256", sa.String(length=64), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "scheduled",
                "open",
                "suspended",
                "closed",
                "proclaimed",
                "published",
                "withdrawn",
                "annulled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("roll_taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("roll_size", sa.Integer(), nullable=False),
        sa.Column("cast_count", sa.Integer(), nullable=False),
        sa.Column("log_size", sa.Integer(), nullable=False),
        sa.Column("log_head", sa.String(length=64), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proclaimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "favourable",
                "unfavourable",
                "divided",
                "adopted",
                "not_adopted",
                "no_quorum",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("annulment_reason", sa.Text(), nullable=True),
        sa.Column("annulment_asked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_ballot_times_in_order")),
        sa.ForeignKeyConstraint(
            ["annulment_asked_by_id"], ["account.id"], name=op.f("fk_ballot_annulment_asked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["assembly_id"], ["assembly.id"], name=op.f("fk_ballot_assembly_id_assembly")
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_ballot_paper_id_paper")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_ballot_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["ballot.id"], name=op.f("fk_ballot_supersedes_id_ballot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_ballot_supersedes_id")),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_assembly_id"), ["assembly_id"], unique=False)
        batch_op.create_index("ix_ballot_due", ["state", "closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_ballot_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ballot_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(
            "uq_ballot_running",
            ["proposal_id"],
            unique=True,
            sqlite_where=sa.text(
                "state IN ('scheduled', 'open', 'suspended', 'closed') AND assembly_id IS NULL"
            ),
            postgresql_where=sa.text(
                "state IN ('scheduled', 'open', 'suspended', 'closed') AND assembly_id IS NULL"
            ),
        )

    op.create_table(
        "claim_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("councillor_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["councillor_id"],
            ["councillor.id"],
            name=op.f("fk_claim_code_councillor_id_councillor"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["account.id"], name=op.f("fk_claim_code_issued_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_claim_code_code_hash")),
    )
    with op.batch_alter_table("claim_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_code_councillor_id"), ["councillor_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column(
            "stance",
            sa.Enum(
                "for",
                "against",
                "neutral",
                name="stance",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum(
                "visible",
                "hidden",
                "removed",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("useful_count", sa.Integer(), nullable=False),
        sa.Column("not_useful_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("parent_id IS NULL OR parent_id <> id", name=op.f("ck_comment_not_own_parent")),
        sa.CheckConstraint("useful_count >= 0 AND not_useful_count >= 0", name=op.f("ck_comment_marks")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_comment_author_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_comment_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["comment.id"], name=op.f("fk_comment_parent_id_comment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_comment_proposal_id_proposal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_comment_stance", ["proposal_id", "stance", "useful_count"], unique=False)
        batch_op.create_index("ix_comment_thread", ["proposal_id", "parent_id", "id"], unique=False)

    op.create_table(
        "outbox_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("councillor_id", sa.Integer(), nullable=True),
        sa.Column("ids", JSON, nullable=False),
        sa.Column("deduplication", sa.String(length=160), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "claimed",
                "sent",
                "dropped",
                "failed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_outbox_item_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["councillor_id"],
            ["councillor.id"],
            name=op.f("fk_outbox_item_councillor_id_councillor"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_item")),
        sa.UniqueConstraint("deduplication", name=op.f("uq_outbox_item_deduplication")),
    )
    with op.batch_alter_table("outbox_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_item_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_item_councillor_id"), ["councillor_id"], unique=False)
        batch_op.create_index("ix_outbox_item_due", ["status", "due_at"], unique=False)

    op.create_table(
        "proposal_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "review",
            sa.Enum(
                "pending",
                "accepted",
                "refused",
                name="review",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_proposal_version_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["account.id"], name=op.f("fk_proposal_version_written_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_version")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_proposal_version_proposal_id_number")),
    )
    with op.batch_alter_table("proposal_version", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_version_review", ["review", "created_at"], unique=False)

    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("councillor_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("function", sa.String(length=80), nullable=True),
        sa.Column("political_group", sa.String(length=80), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_seat_dates_in_order")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_seat_assembly_id_assembly")),
        sa.ForeignKeyConstraint(
            ["councillor_id"], ["councillor.id"], name=op.f("fk_seat_councillor_id_councillor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint(
            "assembly_id",
            "councillor_id",
            "starts_on",
            name=op.f("uq_seat_assembly_id_councillor_id_starts_on"),
        ),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_assembly_id"), ["assembly_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seat_councillor_id"), ["councillor_id"], unique=False)

    op.create_table(
        "support",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("neighbour", sa.Boolean(), nullable=False),
        sa.Column("via_merge", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_support_account_id_account")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_support_proposal_id_proposal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "account_id", name=op.f("pk_support")),
    )
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_account_id"), ["account_id"], unique=False)

    op.create_table(
        "action_chantier",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("chantier_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_chantier_action_id_action"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_action_chantier_chantier_number_chantier")
        ),
        sa.PrimaryKeyConstraint("action_id", "chantier_number", name=op.f("pk_action_chantier")),
        comment="other chantiers that an action serves besides its own",
    )
    with op.batch_alter_table("action_chantier", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_action_chantier_chantier_number"), ["chantier_number"], unique=False
        )

    op.create_table(
        "action_commune",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("commune_insee", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_commune_action_id_action"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["commune.insee"], name=op.f("fk_action_commune_commune_insee_commune")
        ),
        sa.PrimaryKeyConstraint("action_id", "commune_insee", name=op.f("pk_action_commune")),
    )
    with op.batch_alter_table("action_commune", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_commune_commune_insee"), ["commune_insee"], unique=False)

    op.create_table(
        "action_place",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_place_action_id_action"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_action_place_place_id_place")),
        sa.PrimaryKeyConstraint("action_id", "place_id", name=op.f("pk_action_place")),
    )
    with op.batch_alter_table("action_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_place_place_id"), ["place_id"], unique=False)

    op.create_table(
        "action_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "announced",
                "started",
                "done",
                "changed",
                "stopped",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", JSON, nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_update_action_id_action"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_update")),
    )
    with op.batch_alter_table("action_update", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_update_action_id"), ["action_id"], unique=False)

    op.create_table(
        "ballot_log_entry",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("client_token", sa.String(length=64), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=True),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_log_entry_ballot_id_ballot")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_ballot_log_entry_seat_id_seat")),
        sa.PrimaryKeyConstraint("ballot_id", "number", name=op.f("pk_ballot_log_entry")),
        sa.UniqueConstraint(
            "ballot_id", "client_token", name=op.f("uq_ballot_log_entry_ballot_id_client_token")
        ),
    )
    op.create_table(
        "comment_mark",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_comment_mark_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_comment_mark_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", "account_id", name=op.f("pk_comment_mark")),
    )
    with op.batch_alter_table("comment_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_mark_account_id"), ["account_id"], unique=False)

    op.create_table(
        "comment_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_comment_version_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_version")),
        sa.UniqueConstraint("comment_id", "number", name=op.f("uq_comment_version_comment_id_number")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "publish",
                "return",
                "hide",
                "remove",
                "dismiss",
                "reinstate",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("proposal_version_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column(
            "ground",
            sa.Enum(
                "insult",
                "hate",
                "personal_data",
                "off_topic",
                "spam",
                "impersonation",
                "illegal",
                "unclear",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "review",
                "notice",
                "own_initiative",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("automated", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind NOT IN ('return', 'hide', 'remove') OR (ground IS NOT NULL AND length(reason) > 0)",
            name=op.f("ck_decision_restriction_has_reasons"),
        ),
        sa.CheckConstraint(
            "(proposal_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_decision_one_subject")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_decision_comment_id_comment")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_decision_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_decision_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_version_id"],
            ["proposal_version.id"],
            name=op.f("fk_decision_proposal_version_id_proposal_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("proposal_version_id", name=op.f("uq_decision_proposal_version_id")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "proposal_action",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("linked_by_id", sa.Integer(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_proposal_action_action_id_action")
        ),
        sa.ForeignKeyConstraint(
            ["linked_by_id"], ["account.id"], name=op.f("fk_proposal_action_linked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_proposal_action_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "action_id", name=op.f("pk_proposal_action")),
    )
    with op.batch_alter_table("proposal_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_action_action_id"), ["action_id"], unique=False)

    op.create_table(
        "roll_entry",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("family_name", sa.String(length=60), nullable=False),
        sa.Column("given_name", sa.String(length=60), nullable=False),
        sa.Column("commune_insee", sa.String(length=5), nullable=True),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_roll_entry_ballot_id_ballot")),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["commune.insee"], name=op.f("fk_roll_entry_commune_insee_commune")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_roll_entry_seat_id_seat")),
        sa.PrimaryKeyConstraint("ballot_id", "seat_id", name=op.f("pk_roll_entry")),
    )
    with op.batch_alter_table("roll_entry", schema=None) as batch_op:
        batch_op.create_index("ix_roll_entry_commune", ["ballot_id", "commune_insee"], unique=False)
        batch_op.create_index(batch_op.f("ix_roll_entry_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column(
            "ground",
            sa.Enum(
                "insult",
                "hate",
                "personal_data",
                "off_topic",
                "spam",
                "impersonation",
                "illegal",
                "unclear",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("reporter_key", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(proposal_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_report_one_subject")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_report_comment_id_comment")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_report_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_report_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(["reporter_id"], ["account.id"], name=op.f("fk_report_reporter_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("comment_id", "reporter_key", name=op.f("uq_report_comment_id_reporter_key")),
        sa.UniqueConstraint("proposal_id", "reporter_key", name=op.f("uq_report_proposal_id_reporter_key")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("ix_report_open", ["decision_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_reporter_id"), ["reporter_id"], unique=False)

    op.create_table(
        "vote",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "for",
                "against",
                "abstain",
                "blank",
                name="choice",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("log_index", sa.Integer(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_vote_version")),
        sa.ForeignKeyConstraint(
            ["ballot_id", "seat_id"],
            ["roll_entry.ballot_id", "roll_entry.seat_id"],
            name=op.f("fk_vote_ballot_id_seat_id_roll_entry"),
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_vote_ballot_id_ballot")),
        sa.PrimaryKeyConstraint("ballot_id", "seat_id", name=op.f("pk_vote")),
    )
    op.create_table(
        "vote_reason",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum(
                "visible",
                "hidden",
                "removed",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["ballot_id", "seat_id"],
            ["roll_entry.ballot_id", "roll_entry.seat_id"],
            name=op.f("fk_vote_reason_ballot_id_seat_id_roll_entry"),
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_vote_reason_ballot_id_ballot")),
        sa.PrimaryKeyConstraint("ballot_id", "seat_id", name=op.f("pk_vote_reason")),
    )
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("vote_reason")
    op.drop_table("vote")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_reporter_id"))
        batch_op.drop_index("ix_report_open")

    op.drop_table("report")
    with op.batch_alter_table("roll_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roll_entry_seat_id"))
        batch_op.drop_index("ix_roll_entry_commune")

    op.drop_table("roll_entry")
    with op.batch_alter_table("proposal_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_action_action_id"))

    op.drop_table("proposal_action")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_decision_comment_id"))

    op.drop_table("decision")
    op.drop_table("comment_version")
    with op.batch_alter_table("comment_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_mark_account_id"))

    op.drop_table("comment_mark")
    op.drop_table("ballot_log_entry")
    with op.batch_alter_table("action_update", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_update_action_id"))

    op.drop_table("action_update")
    with op.batch_alter_table("action_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_place_place_id"))

    op.drop_table("action_place")
    with op.batch_alter_table("action_commune", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_commune_commune_insee"))

    op.drop_table("action_commune")
    with op.batch_alter_table("action_chantier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_chantier_chantier_number"))

    op.drop_table("action_chantier")
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_account_id"))

    op.drop_table("support")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_councillor_id"))
        batch_op.drop_index(batch_op.f("ix_seat_assembly_id"))

    op.drop_table("seat")
    with op.batch_alter_table("proposal_version", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_version_review")

    op.drop_table("proposal_version")
    with op.batch_alter_table("outbox_item", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_item_due")
        batch_op.drop_index(batch_op.f("ix_outbox_item_councillor_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_item_account_id"))

    op.drop_table("outbox_item")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_thread")
        batch_op.drop_index("ix_comment_stance")
        batch_op.drop_index(batch_op.f("ix_comment_parent_id"))
        batch_op.drop_index(batch_op.f("ix_comment_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_comment_author_id"))

    op.drop_table("comment")
    with op.batch_alter_table("claim_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_code_councillor_id"))

    op.drop_table("claim_code")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ballot_running",
            sqlite_where=sa.text(
                "state IN ('scheduled', 'open', 'suspended', 'closed') AND assembly_id IS NULL"
            ),
            postgresql_where=sa.text(
                "state IN ('scheduled', 'open', 'suspended', 'closed') AND assembly_id IS NULL"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_ballot_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_ballot_paper_id"))
        batch_op.drop_index("ix_ballot_due")
        batch_op.drop_index(batch_op.f("ix_ballot_assembly_id"))

    op.drop_table("ballot")
    op.drop_table("answer")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_orientation_id"))
        batch_op.drop_index(batch_op.f("ix_action_chantier_number"))

    op.drop_table("action")
    with op.batch_alter_table("search_document", schema=None) as batch_op:
        batch_op.drop_index("ix_search_document_chantier")

    op.drop_table("search_document")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_role_grant_everywhere",
            sqlite_where=sa.text("revoked_at IS NULL AND chantier_number IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL AND chantier_number IS NULL"),
        )
        batch_op.drop_index(
            "uq_role_grant_chantier",
            sqlite_where=sa.text("revoked_at IS NULL AND chantier_number IS NOT NULL"),
            postgresql_where=sa.text("revoked_at IS NULL AND chantier_number IS NOT NULL"),
        )

    op.drop_table("role_grant")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_supported")
        batch_op.drop_index("ix_proposal_submitted")
        batch_op.drop_index("ix_proposal_random")
        batch_op.drop_index(batch_op.f("ix_proposal_organisation_id"))
        batch_op.drop_index("ix_proposal_newest")
        batch_op.drop_index(batch_op.f("ix_proposal_entered_by_id"))
        batch_op.drop_index("ix_proposal_discussed")
        batch_op.drop_index(batch_op.f("ix_proposal_commune_insee"))
        batch_op.drop_index("ix_proposal_chantier")
        batch_op.drop_index(batch_op.f("ix_proposal_author_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_answer_due_at"))

    op.drop_table("proposal")
    with op.batch_alter_table("phase", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phase_chantier_number"))

    op.drop_table("phase")
    op.drop_table("paper")
    with op.batch_alter_table("orientation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orientation_chantier_number"))

    op.drop_table("orientation")
    with op.batch_alter_table("keeper_invitation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_keeper_invitation_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_keeper_invitation_email"))

    op.drop_table("keeper_invitation")
    with op.batch_alter_table("keeper", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_keeper_active",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_keeper_account_id"))

    op.drop_table("keeper")
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_entry_subject")
        batch_op.drop_index("ix_journal_entry_event")
        batch_op.drop_index(batch_op.f("ix_journal_entry_at"))
        batch_op.drop_index(batch_op.f("ix_journal_entry_actor_id"))

    op.drop_table("journal_entry")
    with op.batch_alter_table("councillor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_councillor_family_name"))

    op.drop_table("councillor")
    with op.batch_alter_table("account_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_token_account_id"))

    op.drop_table("account_token")
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_session_account_id"))

    op.drop_table("account_session")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_commune_insee"))

    op.drop_table("place")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_commune_insee"))

    op.drop_table("organisation")
    with op.batch_alter_table("chantier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chantier_ambition_number"))

    op.drop_table("chantier")
    op.drop_table("assembly")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_commune_insee"))

    op.drop_table("account")
    with op.batch_alter_table("kept_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_form_kept_at"))

    op.drop_table("kept_form")
    with op.batch_alter_table("form_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_use_used_at"))

    op.drop_table("form_use")
    op.drop_table("commune")
    op.drop_table("city")
    op.drop_table("ambition")
    if op.get_bind().dialect.name == "postgresql":
        for name in re.findall(r"CREATE FUNCTION (\w+)\(\)", " ".join(TRIGGERS["postgresql"])):
            op.execute(f"DROP FUNCTION {name}()")
