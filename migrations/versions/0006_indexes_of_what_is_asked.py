"""The public lists and the moderators' queue read from indexes of nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LISTED = sa.text(
    "state IN ('answered', 'done', 'in_ballot', 'in_progress', 'published', 'voted') "
    "AND visibility = 'visible'"
)
SUBMITTED = sa.text("state = 'submitted'")
WAITING = sa.text("review = 'pending' OR review = 'watched'")
#: name: the columns now, and those of before
PROPOSAL = {
    "ix_proposal_newest": (["published_at", "id"], ["state", "visibility", "published_at", "id"]),
    "ix_proposal_supported": (["support_count", "id"], ["state", "visibility", "support_count", "id"]),
    "ix_proposal_discussed": (["comment_count", "id"], ["state", "visibility", "comment_count", "id"]),
    "ix_proposal_random": (["random_key", "id"], ["state", "visibility", "random_key", "id"]),
    "ix_proposal_chantier": (["chantier_number", "state"], ["chantier_number", "state"]),
}


def upgrade() -> None:
    for name, (columns, _) in PROPOSAL.items():
        op.drop_index(name, table_name="proposal")
        op.create_index(name, "proposal", columns, sqlite_where=LISTED, postgresql_where=LISTED)
    op.drop_index("ix_proposal_submitted", table_name="proposal")
    op.create_index(
        "ix_proposal_submitted",
        "proposal",
        ["submitted_at"],
        sqlite_where=SUBMITTED,
        postgresql_where=SUBMITTED,
    )
    op.drop_index("ix_comment_version_review", table_name="comment_version")
    op.create_index(
        "ix_comment_version_waiting",
        "comment_version",
        ["review", "due_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_comment_version_waiting", table_name="comment_version")
    op.create_index("ix_comment_version_review", "comment_version", ["review", "due_at"])
    op.drop_index("ix_proposal_submitted", table_name="proposal")
    op.create_index("ix_proposal_submitted", "proposal", ["state", "submitted_at"])
    for name, (_, columns) in PROPOSAL.items():
        op.drop_index(name, table_name="proposal")
        op.create_index(name, "proposal", columns)
