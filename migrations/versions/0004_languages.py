"""Translations of what people write, and the search across languages."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def full_text_index() -> list[str]:
    """The index beside the entries and the triggers that keep it."""
    columns = "title_terms, text_terms"
    if op.get_bind().dialect.name == "sqlite":
        into = "INSERT INTO search_index"
        gone = (
            f"{into}(search_index, rowid, {columns}) "
            "VALUES('delete', OLD.id, OLD.title_terms, OLD.text_terms);"
        )
        come = f"{into}(rowid, {columns}) VALUES(NEW.id, NEW.title_terms, NEW.text_terms);"
        return [
            "CREATE VIRTUAL TABLE search_index USING fts5(title_terms, text_terms, content='search_entry', "
            "content_rowid='id', detail='column', prefix='3', "
            "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")",
            f"CREATE TRIGGER search_entry_come AFTER INSERT ON search_entry BEGIN {come} END",
            f"CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN {gone} END",
            f"CREATE TRIGGER search_entry_changed AFTER UPDATE OF {columns} ON search_entry "
            f"BEGIN {gone} {come} END",
        ]
    vectors = ", ".join(
        f"array_to_tsvector(array_remove(string_to_array(NEW.{column}, ' '), ''))"
        for column in columns.split(", ")
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


def upgrade() -> None:
    op.create_table(
        "outside_service",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_outside_service")),
    )
    op.create_table(
        "search_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_word")),
        sa.UniqueConstraint("word", name=op.f("uq_search_word_word")),
    )
    op.create_table(
        "search_trigram",
        sa.Column("gram", sa.String(length=3), nullable=False),
        sa.Column("word_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["word_id"],
            ["search_word.id"],
            name=op.f("fk_search_trigram_word_id_search_word"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("gram", "word_id", name=op.f("pk_search_trigram")),
    )
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "chantier",
                "action",
                "event",
                "proposal",
                "comment",
                "answer",
                "ballot",
                "place",
                "commune",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("chantier_number", sa.Integer(), nullable=True),
        sa.Column("commune_insee", sa.String(length=5), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=True),
        sa.Column(
            "author_kind",
            sa.Enum(
                "resident",
                "neighbour",
                "elsewhere",
                "organisation",
                "authority",
                name="author_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("title_terms", sa.Text(), nullable=False),
        sa.Column("text_terms", sa.Text(), nullable=False),
        sa.Column("learned", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chantier_number"], ["chantier.number"], name=op.f("fk_search_entry_chantier_number_chantier")
        ),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["commune.insee"], name=op.f("fk_search_entry_commune_insee_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_search_entry_kind_key")),
    )
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_search_entry_chantier", ["chantier_number", "kind", "object_id"], unique=False
        )
        batch_op.create_index("ix_search_entry_learned", ["learned", "id"], unique=False)
        batch_op.create_index("ix_search_entry_object", ["kind", "object_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_search_entry_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_search_entry_score", ["score", "id"], unique=False)

    op.create_table(
        "search_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("translated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["search_entry.id"],
            name=op.f("fk_search_text_entry_id_search_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_text")),
        sa.UniqueConstraint("entry_id", "language", name=op.f("uq_search_text_entry_id_language")),
    )
    op.create_table(
        "translation_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "done",
                "failed",
                "dropped",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(proposal_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_translation_job_one_text")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_translation_job_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_translation_job_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_job")),
        sa.UniqueConstraint(
            "comment_id", "version", "language", name=op.f("uq_translation_job_comment_id_version_language")
        ),
        sa.UniqueConstraint(
            "proposal_id", "version", "language", name=op.f("uq_translation_job_proposal_id_version_language")
        ),
    )
    with op.batch_alter_table("translation_job", schema=None) as batch_op:
        batch_op.create_index("ix_translation_job_due", ["status", "due_at"], unique=False)

    op.create_table(
        "translation_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(proposal_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_translation_request_one_text")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_translation_request_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_translation_request_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_translation_request_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_request")),
        sa.UniqueConstraint(
            "comment_id",
            "language",
            "account_id",
            name=op.f("uq_translation_request_comment_id_language_account_id"),
        ),
        sa.UniqueConstraint(
            "proposal_id",
            "language",
            "account_id",
            name=op.f("uq_translation_request_proposal_id_language_account_id"),
        ),
    )
    with op.batch_alter_table("translation_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_translation_request_account_id"), ["account_id"], unique=False)

    op.create_table(
        "translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column(
            "extent",
            sa.Enum("full", "summary", name="extent", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=100), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "author",
                "participant",
                "staff",
                "machine",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "shown",
                "replaced",
                "refused",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("translator_id", sa.Integer(), nullable=True),
        sa.Column("thanked", sa.Boolean(), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(origin = 'machine') = (provider IS NOT NULL)", name=op.f("ck_translation_machine_has_name")
        ),
        sa.CheckConstraint(
            "extent = 'full' OR proposal_id IS NOT NULL", name=op.f("ck_translation_summary_of_proposal")
        ),
        sa.CheckConstraint(
            "origin = 'machine' OR state = 'proposed' OR reviewed_at IS NOT NULL",
            name=op.f("ck_translation_people_are_reviewed"),
        ),
        sa.CheckConstraint(
            "(proposal_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_translation_one_text")
        ),
        sa.CheckConstraint(
            "(title IS NOT NULL) = (proposal_id IS NOT NULL)", name=op.f("ck_translation_title_of_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id", "version"],
            ["comment_version.comment_id", "comment_version.number"],
            name=op.f("fk_translation_comment_id_version_comment_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_translation_comment_id_comment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id", "version"],
            ["proposal_version.proposal_id", "proposal_version.number"],
            name=op.f("fk_translation_proposal_id_version_proposal_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_translation_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["account.id"], name=op.f("fk_translation_reviewer_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["translator_id"], ["account.id"], name=op.f("fk_translation_translator_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation")),
    )
    with op.batch_alter_table("translation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_translation_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_translation_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index("ix_translation_review", ["state", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_translation_reviewer_id"), ["reviewer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_translation_translator_id"), ["translator_id"], unique=False)
        batch_op.create_index(
            "uq_translation_shown_comment",
            ["comment_id", "language", "version", "extent"],
            unique=True,
            sqlite_where=sa.text("state = 'shown'"),
            postgresql_where=sa.text("state = 'shown'"),
        )
        batch_op.create_index(
            "uq_translation_shown_proposal",
            ["proposal_id", "language", "version", "extent"],
            unique=True,
            sqlite_where=sa.text("state = 'shown'"),
            postgresql_where=sa.text("state = 'shown'"),
        )

    op.create_table(
        "translation_segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("source_language", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["translation_id"],
            ["translation.id"],
            name=op.f("fk_translation_segment_translation_id_translation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_segment")),
    )
    with op.batch_alter_table("translation_segment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_translation_segment_source", ["source_sha256", "source_language", "language"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_translation_segment_translation_id"), ["translation_id"], unique=False
        )

    with op.batch_alter_table("search_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_document_chantier"))

    op.drop_table("search_document")

    for statement in full_text_index():
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TABLE search_index")
    if on_sqlite:
        for name in ("come", "gone", "changed"):
            op.execute(f"DROP TRIGGER search_entry_{name}")
    else:
        op.execute("DROP TRIGGER search_entry_indexed ON search_entry")
        op.execute("DROP FUNCTION search_entry_index()")

    op.create_table(
        "search_document",
        sa.Column("id", sa.INTEGER(), nullable=False),
        sa.Column("kind", sa.VARCHAR(length=20), nullable=False),
        sa.Column("object_id", sa.INTEGER(), nullable=False),
        sa.Column("language", sa.VARCHAR(length=8), nullable=False),
        sa.Column("title", sa.VARCHAR(length=200), nullable=False),
        sa.Column("terms", sa.TEXT(), nullable=False),
        sa.Column("chantier_number", sa.INTEGER(), nullable=True),
        sa.Column("commune_insee", sa.VARCHAR(length=5), nullable=True),
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
        batch_op.create_index(
            batch_op.f("ix_search_document_chantier"), ["chantier_number", "kind"], unique=False
        )

    with op.batch_alter_table("translation_segment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_translation_segment_translation_id"))
        batch_op.drop_index("ix_translation_segment_source")

    op.drop_table("translation_segment")
    with op.batch_alter_table("translation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_translation_shown_proposal",
            sqlite_where=sa.text("state = 'shown'"),
            postgresql_where=sa.text("state = 'shown'"),
        )
        batch_op.drop_index(
            "uq_translation_shown_comment",
            sqlite_where=sa.text("state = 'shown'"),
            postgresql_where=sa.text("state = 'shown'"),
        )
        batch_op.drop_index(batch_op.f("ix_translation_translator_id"))
        batch_op.drop_index(batch_op.f("ix_translation_reviewer_id"))
        batch_op.drop_index("ix_translation_review")
        batch_op.drop_index(batch_op.f("ix_translation_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_translation_comment_id"))

    op.drop_table("translation")
    with op.batch_alter_table("translation_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_translation_request_account_id"))

    op.drop_table("translation_request")
    with op.batch_alter_table("translation_job", schema=None) as batch_op:
        batch_op.drop_index("ix_translation_job_due")

    op.drop_table("translation_job")
    op.drop_table("search_text")
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_search_entry_score")
        batch_op.drop_index(batch_op.f("ix_search_entry_parent_id"))
        batch_op.drop_index("ix_search_entry_object")
        batch_op.drop_index("ix_search_entry_learned")
        batch_op.drop_index("ix_search_entry_chantier")

    op.drop_table("search_entry")
    op.drop_table("search_trigram")
    op.drop_table("search_word")
    op.drop_table("outside_service")
