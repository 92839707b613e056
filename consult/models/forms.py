"""What forms leave behind: used tokens with their result, and texts kept for somebody who must sign in."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.db import Base, Json


class FormUse(Base):
    """A form token that has been used; ``location`` is where its first use led."""

    __tablename__ = "form_use"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    location: Mapped[str] = mapped_column(String(500), default="")
    used_at: Mapped[datetime] = mapped_column(index=True)


class KeptForm(Base):
    """What somebody had typed or begun when they had to sign in first; only the secret's holder gets it back.

    ``form`` names the form, ``page`` the path that shows it, ``fields`` what was typed, never passwords.
    A form whose ``finish`` is set is completed at signing in; all others are shown again, unsent.
    """

    __tablename__ = "kept_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    form: Mapped[str] = mapped_column(String(60))
    page: Mapped[str] = mapped_column(String(500))
    fields: Mapped[dict[str, Any]] = mapped_column(Json)
    finish: Mapped[str | None] = mapped_column(String(40))
    kept_at: Mapped[datetime] = mapped_column(index=True)
