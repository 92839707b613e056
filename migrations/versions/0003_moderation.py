"""Moderation complete: full statements of reasons, appeals, merges, modes, ties, names, and vectors of texts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SUBJECTS = ("proposal_id", "comment_id", "account_id", "organisation_id")
ONE_OF_FOUR = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in SUBJECTS) + " = 1"
ONE_OF_TWO = "(proposal_id IS NULL) <> (comment_id IS NULL)"
OLD_REVIEWS = "review IN ('pending', 'accepted', 'refused')"
REVIEWS = "review IN ('pending', 'watched', 'accepted', 'refused')"
OLD_KINDS = ("publish", "return", "hide", "remove", "dismiss", "reinstate")
KINDS = (
    "publish",
    "return",
    "label",
    "hide",
    "remove",
    "merge",
    "move",
    "suspend",
    "dismiss",
    "reinstate",
    "unmerge",
)


def one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


OLD_DECISION_CHECKS = {
    "one_subject": ONE_OF_TWO,
    "kind": one_of("kind", OLD_KINDS),
    "source": one_of("source", ("review", "notice", "own_initiative")),
    "restriction_has_reasons": "kind NOT IN ('return', 'hide', 'remove')"
    " OR (ground IS NOT NULL AND length(reason) > 0)",
}
DECISION_CHECKS = {
    "one_subject": ONE_OF_FOUR,
    "kind": one_of("kind", KINDS),
    "source": one_of("source", ("review", "notice", "own_initiative", "appeal")),
    "restriction_has_reasons": "kind NOT IN ('return', 'label', 'hide', 'remove', 'merge', 'move', 'suspend')"
    " OR length(reason) > 0",
    "restriction_has_ground": "kind NOT IN ('return', 'label', 'hide', 'remove', 'suspend')"
    " OR ground IS NOT NULL",
    "merge_has_target": "(kind = 'merge') = (merged_into_id IS NOT NULL)",
    "move_has_both_ends": "(kind = 'move') = (moved_from IS NOT NULL)"
    " AND (kind = 'move') = (moved_to IS NOT NULL)",
    "suspension_ends": "kind <> 'suspend' OR ends_at IS NOT NULL",
}


def fill() -> None:
    """Comments were public from their first moment; reports get a code and their reporter's language."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    code = "lower(hex(randomblob(12)))" if on_sqlite else "substr(md5(random()::text || id), 1, 24)"
    op.execute("UPDATE comment SET published_at = created_at, newest_version = version")
    own = "SELECT account.language FROM account WHERE account.id = report.reporter_id"
    op.execute(f"UPDATE report SET code = {code}, reader_language = coalesce(({own}), language)")


def without_refusals(statements: list[str]) -> None:
    """Decisions are append-only for everybody but a migration."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        op.execute("DROP TRIGGER decision_no_update")
        op.execute("DROP TRIGGER decision_no_delete")
    else:
        op.execute("ALTER TABLE decision DISABLE TRIGGER decision_no_change")
    for statement in statements:
        op.execute(statement)
    if not on_sqlite:
        op.execute("ALTER TABLE decision ENABLE TRIGGER decision_no_change")


def forget() -> None:
    """Rows that the version before has no words for."""
    new = "kind IN ('label', 'merge', 'move', 'suspend', 'unmerge')"
    unknown = f"{new} OR (proposal_id IS NULL AND comment_id IS NULL)"
    op.execute("DELETE FROM appeal")
    op.execute("DELETE FROM merge")
    op.execute("DELETE FROM proposed_suspension")
    op.execute("DELETE FROM withheld_name")
    op.execute("UPDATE proposal SET state = 'published', merged_into_id = NULL WHERE state = 'merged'")
    op.execute("DELETE FROM outbox_item WHERE report_id IS NOT NULL")
    op.execute("DELETE FROM report WHERE proposal_id IS NULL AND comment_id IS NULL")
    op.execute(
        f"UPDATE report SET decision_id = NULL WHERE decision_id IN (SELECT id FROM decision WHERE {unknown})"
    )
    op.execute("UPDATE proposal_version SET review = 'accepted' WHERE review = 'watched'")
    op.execute("UPDATE comment SET visibility = 'hidden' WHERE published_at IS NULL")
    without_refusals(
        [
            f"DELETE FROM decision WHERE {unknown}",
            "UPDATE decision SET source = 'own_initiative' WHERE source = 'appeal'",
        ]
    )


def restore_append_only() -> None:
    """SQLite makes ``decision`` anew to change it, which drops its triggers."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER decision_no_{verb.lower()} BEFORE {verb} ON decision "
            "BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END"
        )


def upgrade() -> None:
    op.create_table(
        "declared_tie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (organisation_id IS NULL)", name=op.f("ck_declared_tie_one_other")
        ),
        sa.CheckConstraint(
            "person_id IS NULL OR person_id <> account_id", name=op.f("ck_declared_tie_not_oneself")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_declared_tie_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_declared_tie_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["account.id"], name=op.f("fk_declared_tie_person_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_tie")),
        sa.UniqueConstraint(
            "account_id", "organisation_id", name=op.f("uq_declared_tie_account_id_organisation_id")
        ),
        sa.UniqueConstraint("account_id", "person_id", name=op.f("uq_declared_tie_account_id_person_id")),
    )
    with op.batch_alter_table("declared_tie") as batch_op:
        batch_op.create_index(batch_op.f("ix_declared_tie_account_id"), ["account_id"])
        batch_op.create_index(batch_op.f("ix_declared_tie_organisation_id"), ["organisation_id"])
        batch_op.create_index(batch_op.f("ix_declared_tie_person_id"), ["person_id"])

    op.create_table(
        "moderation_mode",
        sa.Column("chantier_number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "proposal",
                "comment",
                "account",
                "organisation",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum("pre", "post", name="mode", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_moderation_mode_chantier_number_chantier")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["account.id"], name=op.f("fk_moderation_mode_set_by_id_account")
        ),
        sa.PrimaryKeyConstraint("chantier_number", "kind", name=op.f("pk_moderation_mode")),
    )
    op.create_table(
        "taken",
        sa.Column(
            "subject_kind",
            sa.Enum(
                "proposal",
                "comment",
                "account",
                "organisation",
                name="subject_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_taken_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", name=op.f("pk_taken")),
    )
    with op.batch_alter_table("taken") as batch_op:
        batch_op.create_index(batch_op.f("ix_taken_account_id"), ["account_id"])

    op.create_table(
        "co_author",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_co_author_account_id_account")),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_co_author_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "account_id", name=op.f("pk_co_author")),
    )
    with op.batch_alter_table("co_author") as batch_op:
        batch_op.create_index(batch_op.f("ix_co_author_account_id"), ["account_id"])

    op.create_table(
        "text_vector",
        sa.Column("proposal_version_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_version_id"],
            ["proposal_version.id"],
            name=op.f("fk_text_vector_proposal_version_id_proposal_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_version_id", name=op.f("pk_text_vector")),
    )
    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("source_id <> target_id", name=op.f("ck_merge_not_itself")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_merge_decision_id_decision")),
        sa.ForeignKeyConstraint(["merged_by_id"], ["account.id"], name=op.f("fk_merge_merged_by_id_account")),
        sa.ForeignKeyConstraint(["source_id"], ["proposal.id"], name=op.f("fk_merge_source_id_proposal")),
        sa.ForeignKeyConstraint(["target_id"], ["proposal.id"], name=op.f("fk_merge_target_id_proposal")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["account.id"], name=op.f("fk_merge_undone_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    with op.batch_alter_table("merge") as batch_op:
        batch_op.create_index("ix_merge_target", ["target_id", "undone_at"])
        batch_op.create_index(
            "uq_merge_source",
            ["source_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "proposed_suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
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
        sa.Column("law", sa.String(length=200), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "cyber_violence",
                "harmful_speech",
                "privacy",
                "civic_discourse",
                "intellectual_property",
                "minors",
                "public_security",
                "fraud",
                "self_harm",
                "violence",
                "other",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_proposed_suspension_decided_whole"),
        ),
        sa.CheckConstraint(
            "decided_by_id <> proposed_by_id", name=op.f("ck_proposed_suspension_second_person")
        ),
        sa.CheckConstraint(
            "decision_id IS NULL OR decided_at IS NOT NULL",
            name=op.f("ck_proposed_suspension_confirmed_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_proposed_suspension_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_proposed_suspension_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_proposed_suspension_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_proposed_suspension_proposed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_suspension")),
    )
    with op.batch_alter_table("proposed_suspension") as batch_op:
        batch_op.create_index(
            "uq_proposed_suspension_open",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )

    op.create_table(
        "withheld_name",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("withheld_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_withheld_name_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_withheld_name_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_withheld_name_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_withheld_name")),
    )
    with op.batch_alter_table("withheld_name") as batch_op:
        batch_op.create_index(batch_op.f("ix_withheld_name_account_id"), ["account_id"])
        batch_op.create_index(batch_op.f("ix_withheld_name_organisation_id"), ["organisation_id"])
        batch_op.create_index(batch_op.f("ix_withheld_name_withheld_at"), ["withheld_at"])

    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column(
            "made_by",
            sa.Enum(
                "author", "reporter", name="made_by", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "upheld",
                "changed",
                "reversed",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_language", sa.String(length=8), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(made_by = 'reporter') = (report_id IS NOT NULL)", name=op.f("ck_appeal_reporter_has_report")
        ),
        sa.CheckConstraint(
            "outcome <> 'upheld' OR outcome_id IS NULL", name=op.f("ck_appeal_upheld_changes_nothing")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by_id IS NULL) AND (outcome IS NULL OR length(reason) > 0)",
            name=op.f("ck_appeal_outcome_whole"),
        ),
        sa.CheckConstraint(
            "account_id IS NOT NULL OR report_id IS NOT NULL", name=op.f("ck_appeal_somebody")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_appeal_account_id_account")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_appeal_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_appeal_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["outcome_id"], ["decision.id"], name=op.f("fk_appeal_outcome_id_decision")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_appeal_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("decision_id", "account_id", name=op.f("uq_appeal_decision_id_account_id")),
        sa.UniqueConstraint("decision_id", "report_id", name=op.f("uq_appeal_decision_id_report_id")),
    )
    with op.batch_alter_table("appeal") as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_account_id"), ["account_id"])
        batch_op.create_index("ix_appeal_open", ["outcome", "due_at"])
        batch_op.create_index(batch_op.f("ix_appeal_report_id"), ["report_id"])

    with op.batch_alter_table("comment") as batch_op:
        batch_op.add_column(sa.Column("answered_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_comment_answered_id_comment"),
            "comment",
            ["answered_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("newest_version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(
            sa.Column(
                "label",
                sa.Enum(
                    "disputed",
                    "outdated",
                    "sensitive",
                    "interest",
                    name="label",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )

    with op.batch_alter_table("comment_version") as batch_op:
        batch_op.add_column(
            sa.Column(
                "review",
                sa.Enum(
                    "pending",
                    "watched",
                    "accepted",
                    "refused",
                    name="review",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=False,
                server_default="accepted",
            )
        )
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("language_doubt", sa.String(length=8), nullable=True))
        batch_op.create_index("ix_comment_version_review", ["review", "due_at"])
        batch_op.create_index(
            "ix_comment_version_doubt",
            ["comment_id"],
            sqlite_where=sa.text("language_doubt IS NOT NULL"),
            postgresql_where=sa.text("language_doubt IS NOT NULL"),
        )

    with op.batch_alter_table("decision") as batch_op:
        batch_op.add_column(sa.Column("comment_version_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("law", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("facts", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column(
                "category",
                sa.Enum(
                    "cyber_violence",
                    "harmful_speech",
                    "privacy",
                    "civic_discourse",
                    "intellectual_property",
                    "minors",
                    "public_security",
                    "fraud",
                    "self_harm",
                    "violence",
                    "other",
                    name="category",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column(
                "label",
                sa.Enum(
                    "disputed",
                    "outdated",
                    "sensitive",
                    "interest",
                    name="label",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("moved_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("moved_to", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        for name in OLD_DECISION_CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_decision_{name}"), type_="check")
        for name, condition in DECISION_CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_decision_{name}"), condition)
        batch_op.create_index(batch_op.f("ix_decision_account_id"), ["account_id"])
        batch_op.create_index(batch_op.f("ix_decision_decided_at"), ["decided_at"])
        batch_op.create_index(batch_op.f("ix_decision_organisation_id"), ["organisation_id"])
        batch_op.create_unique_constraint(
            batch_op.f("uq_decision_comment_version_id"), ["comment_version_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_merged_into_id_proposal"), "proposal", ["merged_into_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_comment_version_id_comment_version"),
            "comment_version",
            ["comment_version_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_account_id_account"), "account", ["account_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_organisation_id_organisation"),
            "organisation",
            ["organisation_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_moved_from_chantier"), "chantier", ["moved_from"], ["number"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_moved_to_chantier"), "chantier", ["moved_to"], ["number"]
        )

    with op.batch_alter_table("outbox_item") as batch_op:
        batch_op.add_column(sa.Column("report_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_outbox_item_report_id"), ["report_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_outbox_item_report_id_report"), "report", ["report_id"], ["id"], ondelete="CASCADE"
        )

    with op.batch_alter_table("proposal") as batch_op:
        batch_op.add_column(
            sa.Column(
                "label",
                sa.Enum(
                    "disputed",
                    "outdated",
                    "sensitive",
                    "interest",
                    name="label",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.create_index(batch_op.f("ix_proposal_merged_into_id"), ["merged_into_id"])

    with op.batch_alter_table("proposal_version") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_proposal_version_review"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_proposal_version_review"), REVIEWS)
        batch_op.add_column(sa.Column("language_doubt", sa.String(length=8), nullable=True))
        batch_op.create_index(
            "ix_proposal_version_doubt",
            ["proposal_id"],
            sqlite_where=sa.text("language_doubt IS NOT NULL"),
            postgresql_where=sa.text("language_doubt IS NOT NULL"),
        )

    with op.batch_alter_table("report") as batch_op:
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("code", sa.String(length=24), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("law", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("notifier_name", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("notifier_email", sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column("good_faith", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(
            sa.Column("reader_language", sa.String(length=8), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("ck_report_one_subject"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_report_one_subject"), ONE_OF_FOUR)
        batch_op.create_index(batch_op.f("ix_report_account_id"), ["account_id"])
        batch_op.create_index(batch_op.f("ix_report_comment_id"), ["comment_id"])
        batch_op.create_index(batch_op.f("ix_report_created_at"), ["created_at"])
        batch_op.create_index(batch_op.f("ix_report_organisation_id"), ["organisation_id"])
        batch_op.create_index(batch_op.f("ix_report_proposal_id"), ["proposal_id"])
        batch_op.create_unique_constraint(
            batch_op.f("uq_report_account_id_reporter_key"), ["account_id", "reporter_key"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_report_organisation_id_reporter_key"), ["organisation_id", "reporter_key"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_report_account_id_account"), "account", ["account_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_report_organisation_id_organisation"), "organisation", ["organisation_id"], ["id"]
        )

    fill()
    with op.batch_alter_table("report") as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_report_code"), ["code"])
    restore_append_only()


def downgrade() -> None:
    """What only this version knows is gone: appeals, merges, names, and decisions of kinds it added."""
    forget()
    with op.batch_alter_table("report") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_report_one_subject"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_report_one_subject"), ONE_OF_TWO)
        batch_op.drop_constraint(batch_op.f("fk_report_organisation_id_organisation"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_report_account_id_account"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_report_organisation_id_reporter_key"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_report_code"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_report_account_id_reporter_key"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_report_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_report_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_report_created_at"))
        batch_op.drop_index(batch_op.f("ix_report_comment_id"))
        batch_op.drop_index(batch_op.f("ix_report_account_id"))
        batch_op.drop_column("organisation_id")
        batch_op.drop_column("account_id")
        batch_op.drop_column("reader_language")
        batch_op.drop_column("good_faith")
        batch_op.drop_column("notifier_email")
        batch_op.drop_column("notifier_name")
        batch_op.drop_column("law")
        batch_op.drop_column("closed_at")
        batch_op.drop_column("code")

    with op.batch_alter_table("proposal_version") as batch_op:
        batch_op.drop_index("ix_proposal_version_doubt")
        batch_op.drop_constraint(batch_op.f("ck_proposal_version_review"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_proposal_version_review"), OLD_REVIEWS)
        batch_op.drop_column("language_doubt")

    with op.batch_alter_table("proposal") as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_merged_into_id"))
        batch_op.drop_constraint(batch_op.f("ck_proposal_label"), type_="check")
        batch_op.drop_column("label")

    with op.batch_alter_table("outbox_item") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_outbox_item_report_id_report"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_outbox_item_report_id"))
        batch_op.drop_column("report_id")

    with op.batch_alter_table("decision") as batch_op:
        for name in DECISION_CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_decision_{name}"), type_="check")
        for name, condition in OLD_DECISION_CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_decision_{name}"), condition)
        batch_op.drop_constraint(batch_op.f("fk_decision_moved_to_chantier"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_decision_moved_from_chantier"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_decision_organisation_id_organisation"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_decision_account_id_account"), type_="foreignkey")
        batch_op.drop_constraint(
            batch_op.f("fk_decision_comment_version_id_comment_version"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("fk_decision_merged_into_id_proposal"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_decision_comment_version_id"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_decision_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_decision_decided_at"))
        batch_op.drop_index(batch_op.f("ix_decision_account_id"))
        batch_op.drop_column("organisation_id")
        batch_op.drop_column("account_id")
        batch_op.drop_column("ends_at")
        batch_op.drop_column("moved_to")
        batch_op.drop_column("moved_from")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_constraint(batch_op.f("ck_decision_label"), type_="check")
        batch_op.drop_column("label")
        batch_op.drop_constraint(batch_op.f("ck_decision_category"), type_="check")
        batch_op.drop_column("category")
        batch_op.drop_column("facts")
        batch_op.drop_column("law")
        batch_op.drop_column("version")
        batch_op.drop_column("comment_version_id")

    with op.batch_alter_table("comment_version") as batch_op:
        batch_op.drop_index("ix_comment_version_doubt")
        batch_op.drop_index("ix_comment_version_review")
        batch_op.drop_column("language_doubt")
        batch_op.drop_column("due_at")
        batch_op.drop_constraint(batch_op.f("ck_comment_version_review"), type_="check")
        batch_op.drop_column("review")

    with op.batch_alter_table("comment") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_comment_label"), type_="check")
        batch_op.drop_column("label")
        batch_op.drop_column("newest_version")
        batch_op.drop_column("published_at")
        batch_op.drop_constraint(batch_op.f("fk_comment_answered_id_comment"), type_="foreignkey")
        batch_op.drop_column("answered_id")
    for table in (
        "appeal",
        "withheld_name",
        "proposed_suspension",
        "merge",
        "text_vector",
        "co_author",
        "taken",
        "moderation_mode",
        "declared_tie",
    ):
        op.drop_table(table)
    restore_append_only()
