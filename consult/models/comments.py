"""Comments under proposals: two levels, with a stance, a history and marks of usefulness."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import String

from consult.kernel.db import Base, enum_type
from consult.models.accounts import Account
from consult.models.organisations import Organisation
from consult.models.proposals import Proposal
from consult.rules.comments import Stance
from consult.rules.lifecycle import ProposalState, Review, Visibility
from consult.rules.moderation import Label
from consult.rules.permissions import Facts


class Comment(Base):
    """A remark; ``parent_id`` always names a comment of the first level, ``answered_id`` the one answered.

    ``body`` and ``language`` repeat the shown version, number ``version``; ``newest_version`` may wait behind
    it. Without ``published_at`` nobody but its author and moderators has ever read it.
    """

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_own_parent"),
        CheckConstraint("useful_count >= 0 AND not_useful_count >= 0", name="marks"),
        Index("ix_comment_thread", "proposal_id", "parent_id", "id"),
        Index("ix_comment_stance", "proposal_id", "stance", "useful_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    answered_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="SET NULL"))
    stance: Mapped[Stance] = mapped_column(enum_type(Stance, "stance"))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    visibility: Mapped[Visibility] = mapped_column(
        enum_type(Visibility, "visibility"), default=Visibility.VISIBLE
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    newest_version: Mapped[int] = mapped_column(default=1)
    label: Mapped[Label | None] = mapped_column(enum_type(Label, "label"))
    useful_count: Mapped[int] = mapped_column(default=0)
    not_useful_count: Mapped[int] = mapped_column(default=0)

    proposal: Mapped[Proposal] = relationship(lazy="raise")
    author: Mapped[Account | None] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")

    def facts_in(self, state: ProposalState, chantier: int) -> Facts:
        """What the permission table may know: the comment's own author, its proposal's state."""
        return Facts(
            author_id=self.author_id,
            organisation_id=self.organisation_id,
            chantier=chantier,
            state=state,
            visibility=self.visibility,
            published=self.published_at is not None,
        )


#: What a moderator has yet to read: few among all versions. As two equations, since SQLite sees only then
#: that one of them is meant.
WAITING = text(f"review = '{Review.PENDING}' OR review = '{Review.WATCHED}'")


class CommentVersion(Base):
    """A comment as it stood after each save; ``due_at``: by when a moderator reads it."""

    __tablename__ = "comment_version"
    __table_args__ = (
        UniqueConstraint("comment_id", "number"),
        Index(
            "ix_comment_version_waiting", "review", "due_at", sqlite_where=WAITING, postgresql_where=WAITING
        ),
        Index(
            "ix_comment_version_doubt",
            "comment_id",
            sqlite_where=text("language_doubt IS NOT NULL"),
            postgresql_where=text("language_doubt IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    review: Mapped[Review] = mapped_column(enum_type(Review, "review"), default=Review.ACCEPTED)
    due_at: Mapped[datetime | None]
    language_doubt: Mapped[str | None] = mapped_column(String(8))


class CommentMark(Base):
    """One person's judgement of a comment: useful or not."""

    __tablename__ = "comment_mark"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    useful: Mapped[bool]
    created_at: Mapped[datetime]
