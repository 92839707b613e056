"""The public face: events, calls and offers, positions, following, what editors keep, figures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = ("proposal", "comment", "account", "organisation")
NEW_KINDS = (*KINDS, "offer", "position")
SOLUTION = "need_id IS NULL OR (kind = 'solution' AND need_id <> id)"


def exactly_one(kinds: tuple[str, ...]) -> str:
    return " + ".join(f"CASE WHEN {kind}_id IS NULL THEN 0 ELSE 1 END" for kind in kinds) + " = 1"


def one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def subjects(kinds: tuple[str, ...]) -> None:
    """What moderation can be about, in the tables that name it by a word."""
    for table, column in (("moderation_mode", "kind"), ("taken", "subject_kind")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_{column}"), type_="check")
            batch_op.create_check_constraint(batch_op.f(f"ck_{table}_{column}"), one_of(column, kinds))


def restore_append_only() -> None:
    """SQLite makes ``decision`` anew to change it, which drops its triggers."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER decision_no_{verb.lower()} BEFORE {verb} ON decision "
            "BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END"
        )


def forget() -> None:
    """What was decided on offers and positions goes with them: decisions are append-only but for this."""
    unknown = "offer_id IS NOT NULL OR position_id IS NOT NULL"
    decisions = f"SELECT id FROM decision WHERE {unknown}"
    op.execute(f"DELETE FROM appeal WHERE decision_id IN ({decisions})")
    op.execute(f"UPDATE appeal SET outcome_id = NULL WHERE outcome_id IN ({decisions})")
    op.execute(f"DELETE FROM outbox_item WHERE report_id IN (SELECT id FROM report WHERE {unknown})")
    op.execute(f"DELETE FROM report WHERE {unknown}")
    op.execute("DELETE FROM taken WHERE subject_kind IN ('offer', 'position')")
    op.execute("DELETE FROM moderation_mode WHERE kind IN ('offer', 'position')")
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        op.execute("DROP TRIGGER decision_no_update")
        op.execute("DROP TRIGGER decision_no_delete")
    else:
        op.execute("ALTER TABLE decision DISABLE TRIGGER decision_no_change")
    op.execute(f"DELETE FROM decision WHERE {unknown}")
    if not on_sqlite:
        op.execute("ALTER TABLE decision ENABLE TRIGGER decision_no_change")


def upgrade() -> None:
    op.create_table(
        "figure_sheet",
        sa.Column("scope", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tables", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_figure_sheet")),
    )
    op.create_table(
        "digest",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "pace",
            sa.Enum(
                "at_once",
                "daily",
                "weekly",
                "never",
                name="pace",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("through_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_digest_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_digest")),
    )
    with op.batch_alter_table("digest") as batch_op:
        batch_op.create_index("ix_digest_due", ["pace", "made_at", "account_id"])

    op.create_table(
        "editing_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "chantier",
                "phases",
                "action",
                "event",
                "place",
                "project",
                "page",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("chantier_number", sa.Integer(), nullable=True),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_editing_draft_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_editing_draft_chantier_number_chantier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editing_draft")),
        sa.UniqueConstraint("account_id", "kind", "key", name=op.f("uq_editing_draft_account_id_kind_key")),
    )
    op.create_table(
        "page_text",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("title", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("body", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["account.id"], name=op.f("fk_page_text_changed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_page_text")),
    )
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("chantier_number", sa.Integer(), nullable=True),
        sa.Column("title", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("summary", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("owner", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_project_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_project_chantier_number_chantier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("key", name=op.f("uq_project_key")),
    )
    with op.batch_alter_table("project") as batch_op:
        batch_op.create_index(batch_op.f("ix_project_chantier_number"), ["chantier_number"])

    op.create_table(
        "follow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("chantier_number", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("commune_insee", sa.String(length=5), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN chantier_number IS NULL THEN 0 ELSE 1 END) + (CASE WHEN proposal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN commune_insee IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_follow_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_follow_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_follow_chantier_number_chantier")
        ),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["commune.insee"], name=op.f("fk_follow_commune_insee_commune")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_follow_proposal_id_proposal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint(
            "account_id", "chantier_number", name=op.f("uq_follow_account_id_chantier_number")
        ),
        sa.UniqueConstraint("account_id", "commune_insee", name=op.f("uq_follow_account_id_commune_insee")),
        sa.UniqueConstraint("account_id", "proposal_id", name=op.f("uq_follow_account_id_proposal_id")),
    )
    with op.batch_alter_table("follow") as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_chantier_number"), ["chantier_number"])
        batch_op.create_index(batch_op.f("ix_follow_commune_insee"), ["commune_insee"])
        batch_op.create_index(batch_op.f("ix_follow_proposal_id"), ["proposal_id"])

    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_follow_up_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_follow_up_recorded_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    with op.batch_alter_table("follow_up") as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_proposal_id"), ["proposal_id"])

    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("text", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=True),
        sa.Column("open_until", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("wanted IS NULL OR wanted > 0", name=op.f("ck_call_wanted")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_call_action_id_action"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_call_made_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    with op.batch_alter_table("call") as batch_op:
        batch_op.create_index(batch_op.f("ix_call_action_id"), ["action_id"])

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("uid", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "councillors_exchange",
                "public_event",
                "workshop",
                "walk",
                "meeting",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.Enum(
                "everybody",
                "councillors",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("summary", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("host", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("chantier_number", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
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
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("languages", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("interpreting", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("access_note", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("registration", sa.Boolean(), nullable=False),
        sa.Column("registration_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_ticket", sa.Integer(), nullable=False),
        sa.Column("cancellation", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_event_both_moments")),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_event_moments_in_order")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_event_dates_in_order")),
        sa.CheckConstraint(
            "starts_at IS NOT NULL OR NOT registration", name=op.f("ck_event_registration_needs_time")
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_event_action_id_action")),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_event_chantier_number_chantier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("key", name=op.f("uq_event_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_uid")),
    )
    with op.batch_alter_table("event") as batch_op:
        batch_op.create_index(batch_op.f("ix_event_action_id"), ["action_id"])
        batch_op.create_index("ix_event_chantier", ["chantier_number", "status", "ends_on"])
        batch_op.create_index("ix_event_coming", ["status", "ends_on", "id"])
        batch_op.create_index(batch_op.f("ix_event_starts_at"), ["starts_at"])

    op.create_table(
        "position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("chantier_number", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column(
            "stance",
            sa.Enum(
                "for",
                "with_conditions",
                "against",
                "open",
                name="stance",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
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
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN chantier_number IS NULL THEN 0 ELSE 1 END) + (CASE WHEN action_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN project_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_position_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_position_action_id_action"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_position_chantier_number_chantier")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["account.id"], name=op.f("fk_position_given_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_position_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_position_project_id_project"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint(
            "organisation_id", "action_id", name=op.f("uq_position_organisation_id_action_id")
        ),
        sa.UniqueConstraint(
            "organisation_id", "chantier_number", name=op.f("uq_position_organisation_id_chantier_number")
        ),
        sa.UniqueConstraint(
            "organisation_id", "project_id", name=op.f("uq_position_organisation_id_project_id")
        ),
    )
    with op.batch_alter_table("position") as batch_op:
        batch_op.create_index(batch_op.f("ix_position_action_id"), ["action_id"])
        batch_op.create_index(batch_op.f("ix_position_chantier_number"), ["chantier_number"])
        batch_op.create_index(batch_op.f("ix_position_given_by_id"), ["given_by_id"])
        batch_op.create_index(batch_op.f("ix_position_project_id"), ["project_id"])

    op.create_table(
        "event_proposal",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_proposal_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_event_proposal_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", "proposal_id", name=op.f("pk_event_proposal")),
    )
    with op.batch_alter_table("event_proposal") as batch_op:
        batch_op.create_index(batch_op.f("ix_event_proposal_proposal_id"), ["proposal_id"])

    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "time",
                "skill",
                "place",
                "material",
                "money",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                "withdrawn",
                name="status",
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
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("reply_language", sa.String(length=8), nullable=True),
        sa.Column("replied_by_id", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(call_id IS NULL) <> (proposal_id IS NULL)", name=op.f("ck_offer_one_thing")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_offer_account_id_account")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_offer_call_id_call"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_offer_proposal_id_proposal"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["replied_by_id"], ["account.id"], name=op.f("fk_offer_replied_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("call_id", "account_id", "kind", name=op.f("uq_offer_call_id_account_id_kind")),
        sa.UniqueConstraint(
            "proposal_id", "account_id", "kind", name=op.f("uq_offer_proposal_id_account_id_kind")
        ),
    )
    with op.batch_alter_table("offer") as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_account_id"), ["account_id"])
        batch_op.create_index("ix_offer_call_status", ["call_id", "status"])
        batch_op.create_index("ix_offer_proposal_status", ["proposal_id", "status"])

    op.create_table(
        "position_version",
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "stance",
            sa.Enum(
                "for",
                "with_conditions",
                "against",
                "open",
                name="stance",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["position_id"],
            ["position.id"],
            name=op.f("fk_position_version_position_id_position"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("position_id", "number", name=op.f("pk_position_version")),
    )
    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("on_site", "online", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("commune_insee", sa.String(length=5), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("city_key", sa.String(length=40), nullable=True),
        sa.Column("url", sa.String(length=300), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("registered", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'online') = (url IS NOT NULL)", name=op.f("ck_venue_online_has_address")),
        sa.CheckConstraint(
            "capacity IS NULL OR registered <= capacity", name=op.f("ck_venue_not_overbooked")
        ),
        sa.CheckConstraint("registered >= 0 AND waiting >= 0", name=op.f("ck_venue_counts")),
        sa.ForeignKeyConstraint(["city_key"], ["city.key"], name=op.f("fk_venue_city_key_city")),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["commune.insee"], name=op.f("fk_venue_commune_insee_commune")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_venue_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_venue_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("event_id", "position", name=op.f("uq_venue_event_id_position")),
    )
    with op.batch_alter_table("venue") as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_commune_insee"), ["commune_insee"])
        batch_op.create_index(batch_op.f("ix_venue_place_id"), ["place_id"])

    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "registered",
                "waiting",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_registration_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_registration_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_registration_venue_id_venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("event_id", "account_id", name=op.f("uq_registration_event_id_account_id")),
        sa.UniqueConstraint("event_id", "ticket", name=op.f("uq_registration_event_id_ticket")),
    )
    with op.batch_alter_table("registration") as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_account_id"), ["account_id"])
        batch_op.create_index("ix_registration_line", ["venue_id", "status", "ticket"])

    with op.batch_alter_table("action") as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("chantier") as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("process_revision", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("decision") as batch_op:
        batch_op.add_column(sa.Column("offer_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("position_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("ck_decision_one_subject"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_decision_one_subject"), exactly_one(NEW_KINDS))
        batch_op.create_index(batch_op.f("ix_decision_offer_id"), ["offer_id"])
        batch_op.create_index(batch_op.f("ix_decision_position_id"), ["position_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_position_id_position"), "position", ["position_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_decision_offer_id_offer"), "offer", ["offer_id"], ["id"])

    with op.batch_alter_table("place") as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("proposal") as batch_op:
        batch_op.add_column(sa.Column("need_id", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_proposal_solution_of_need"), SOLUTION)
        batch_op.create_index(batch_op.f("ix_proposal_need_id"), ["need_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_proposal_need_id_proposal"), "proposal", ["need_id"], ["id"]
        )

    with op.batch_alter_table("report") as batch_op:
        batch_op.add_column(sa.Column("offer_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("position_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("ck_report_one_subject"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_report_one_subject"), exactly_one(NEW_KINDS))
        batch_op.create_index(batch_op.f("ix_report_offer_id"), ["offer_id"])
        batch_op.create_index(batch_op.f("ix_report_position_id"), ["position_id"])
        batch_op.create_unique_constraint(
            batch_op.f("uq_report_offer_id_reporter_key"), ["offer_id", "reporter_key"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_report_position_id_reporter_key"), ["position_id", "reporter_key"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_report_position_id_position"), "position", ["position_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_report_offer_id_offer"), "offer", ["offer_id"], ["id"])

    subjects(NEW_KINDS)
    restore_append_only()


def downgrade() -> None:
    """What only this version knows is gone, with what was decided on it."""
    forget()
    subjects(KINDS)
    with op.batch_alter_table("report") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_report_one_subject"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_report_one_subject"), exactly_one(KINDS))
        batch_op.drop_constraint(batch_op.f("fk_report_offer_id_offer"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_report_position_id_position"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_report_position_id_reporter_key"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_report_offer_id_reporter_key"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_report_position_id"))
        batch_op.drop_index(batch_op.f("ix_report_offer_id"))
        batch_op.drop_column("position_id")
        batch_op.drop_column("offer_id")

    with op.batch_alter_table("proposal") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_proposal_solution_of_need"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_proposal_need_id_proposal"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_proposal_need_id"))
        batch_op.drop_column("need_id")

    with op.batch_alter_table("place") as batch_op:
        batch_op.drop_column("revision")

    with op.batch_alter_table("decision") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_decision_one_subject"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_decision_one_subject"), exactly_one(KINDS))
        batch_op.drop_constraint(batch_op.f("fk_decision_offer_id_offer"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_decision_position_id_position"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_decision_position_id"))
        batch_op.drop_index(batch_op.f("ix_decision_offer_id"))
        batch_op.drop_column("position_id")
        batch_op.drop_column("offer_id")

    restore_append_only()
    with op.batch_alter_table("chantier") as batch_op:
        batch_op.drop_column("process_revision")
        batch_op.drop_column("revision")

    with op.batch_alter_table("action") as batch_op:
        batch_op.drop_column("revision")

    with op.batch_alter_table("registration") as batch_op:
        batch_op.drop_index("ix_registration_line")
        batch_op.drop_index(batch_op.f("ix_registration_account_id"))

    op.drop_table("registration")
    with op.batch_alter_table("venue") as batch_op:
        batch_op.drop_index(batch_op.f("ix_venue_place_id"))
        batch_op.drop_index(batch_op.f("ix_venue_commune_insee"))

    op.drop_table("venue")
    op.drop_table("position_version")
    with op.batch_alter_table("offer") as batch_op:
        batch_op.drop_index("ix_offer_proposal_status")
        batch_op.drop_index("ix_offer_call_status")
        batch_op.drop_index(batch_op.f("ix_offer_account_id"))

    op.drop_table("offer")
    with op.batch_alter_table("event_proposal") as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_proposal_proposal_id"))

    op.drop_table("event_proposal")
    with op.batch_alter_table("position") as batch_op:
        batch_op.drop_index(batch_op.f("ix_position_project_id"))
        batch_op.drop_index(batch_op.f("ix_position_given_by_id"))
        batch_op.drop_index(batch_op.f("ix_position_chantier_number"))
        batch_op.drop_index(batch_op.f("ix_position_action_id"))

    op.drop_table("position")
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_starts_at"))
        batch_op.drop_index("ix_event_coming")
        batch_op.drop_index("ix_event_chantier")
        batch_op.drop_index(batch_op.f("ix_event_action_id"))

    op.drop_table("event")
    with op.batch_alter_table("call") as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_action_id"))

    op.drop_table("call")
    with op.batch_alter_table("follow_up") as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_proposal_id"))

    op.drop_table("follow_up")
    with op.batch_alter_table("follow") as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_follow_commune_insee"))
        batch_op.drop_index(batch_op.f("ix_follow_chantier_number"))

    op.drop_table("follow")
    with op.batch_alter_table("project") as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_chantier_number"))

    op.drop_table("project")
    op.drop_table("page_text")
    op.drop_table("editing_draft")
    with op.batch_alter_table("digest") as batch_op:
        batch_op.drop_index("ix_digest_due")

    op.drop_table("digest")
    op.drop_table("figure_sheet")
