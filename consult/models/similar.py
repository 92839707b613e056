"""Vectors that say what a text means in any language; the worker fills them, pages only compare them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.db import Base


class TextVector(Base):
    """What ``model`` made of one version's title and text: 512 normalised float16, little endian."""

    __tablename__ = "text_vector"

    proposal_version_id: Mapped[int] = mapped_column(
        ForeignKey("proposal_version.id", ondelete="CASCADE"), primary_key=True
    )
    model: Mapped[str] = mapped_column(String(60))
    vector: Mapped[bytes]
    made_at: Mapped[datetime]
