"""The figures as they were last counted, one sheet for all and one a chantier."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.db import Base, Json

#: The scope of the sheet for all chantiers together.
ALL = 0


class FigureSheet(Base):
    """``tables``: name → rows, as ``queries.figures`` counted them at ``as_of``."""

    __tablename__ = "figure_sheet"

    scope: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tables: Mapped[dict[str, Any]] = mapped_column(Json)
    as_of: Mapped[datetime]
