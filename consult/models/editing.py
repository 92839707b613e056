"""What editors have begun and not published, and the static pages they changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.db import Base, Json, Localised, enum_type
from consult.rules.editing import Kept


class EditingDraft(Base):
    """One person's unpublished changes to one official thing, or to a new one.

    ``key`` is the thing's number, INSEE code or name, or ``new``; ``based_on`` the revision that they had
    before them: publishing over another revision is a conflict. ``fields`` as the form sends them.
    """

    __tablename__ = "editing_draft"
    __table_args__ = (UniqueConstraint("account_id", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[Kept] = mapped_column(enum_type(Kept, "kind"))
    key: Mapped[str] = mapped_column(String(80))
    chantier_number: Mapped[int | None] = mapped_column(ForeignKey("chantier.number"))
    based_on: Mapped[int]
    fields: Mapped[dict[str, Any]] = mapped_column(Json)
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class PageText(Base):
    """A static page as editors changed it; without a row the one that is shipped as data stands."""

    __tablename__ = "page_text"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[Localised]
    body: Mapped[Localised]
    revision: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]
