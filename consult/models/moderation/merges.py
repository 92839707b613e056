"""Which proposal was merged into which, and whether that was undone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base
from consult.kernel.messages import N_
from consult.models.proposals import Proposal


class Merge(Base):
    """One proposal that lives on in another; the index admits one merge of a proposal at a time."""

    __tablename__ = "merge"
    conflicts = {
        "uq_merge_source": ("merge_merged", N_("One of the two is merged already. Choose the other one."))
    }
    __table_args__ = (
        CheckConstraint("source_id <> target_id", name="not_itself"),
        Index(
            "uq_merge_source",
            "source_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_merge_target", "target_id", "undone_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    merged_at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]

    source: Mapped[Proposal] = relationship(foreign_keys=[source_id], lazy="raise")
    target: Mapped[Proposal] = relationship(foreign_keys=[target_id], lazy="raise")
