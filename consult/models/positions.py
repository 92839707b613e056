"""Projects that others decide on, and the reasoned positions that organisations take."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, Localised, enum_type
from consult.kernel.messages import N_
from consult.models.organisations import Organisation
from consult.models.programme import Action, Chantier
from consult.rules.lifecycle import Visibility
from consult.rules.permissions import Facts
from consult.rules.positions import Stance


class Project(Base):
    """A project of others (a State's motorway, say) that people here are consulted on; ``owner`` decides."""

    __tablename__ = "project"
    __table_args__ = (
        CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_in_order"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    chantier_number: Mapped[int | None] = mapped_column(ForeignKey("chantier.number"), index=True)
    title: Mapped[Localised]
    summary: Mapped[Localised]
    owner: Mapped[Localised]
    url: Mapped[str | None] = mapped_column(String(300))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    published: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1)

    chantier: Mapped[Chantier | None] = relationship(lazy="raise")


class Position(Base):
    """Where an organisation stands, once a thing. ``reasons`` in one language or several, its own words.

    ``number`` counts the versions; what it said before stands in ``position_version``.
    """

    __tablename__ = "position"
    conflicts = dict.fromkeys(
        (
            "uq_position_organisation_id_chantier_number",
            "uq_position_organisation_id_action_id",
            "uq_position_organisation_id_project_id",
        ),
        ("already_positioned", N_("Your organisation has already given its position here.")),
    )
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN chantier_number IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN action_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN project_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_thing",
        ),
        UniqueConstraint("organisation_id", "chantier_number"),
        UniqueConstraint("organisation_id", "action_id"),
        UniqueConstraint("organisation_id", "project_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    chantier_number: Mapped[int | None] = mapped_column(ForeignKey("chantier.number"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    stance: Mapped[Stance] = mapped_column(enum_type(Stance, "stance"))
    reasons: Mapped[Localised]
    visibility: Mapped[Visibility] = mapped_column(
        enum_type(Visibility, "visibility"), default=Visibility.VISIBLE
    )
    number: Mapped[int] = mapped_column(default=1)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    given_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    chantier: Mapped[Chantier | None] = relationship(lazy="raise")
    action: Mapped[Action | None] = relationship(lazy="raise")
    project: Mapped[Project | None] = relationship(lazy="raise")

    @property
    def title(self) -> Localised:
        """What it is about, loaded with it, is called so."""
        under = self.action or self.project
        if under is not None:
            return under.title
        assert self.chantier is not None
        return self.chantier.name

    @property
    def facts(self) -> Facts:
        """What the permission table may know; action and project loaded with it."""
        under = self.action or self.project
        return Facts(
            author_id=self.given_by_id,
            organisation_id=self.organisation_id,
            chantier=under.chantier_number if under is not None else self.chantier_number,
            visibility=self.visibility,
            published=self.withdrawn_at is None,
        )


class PositionVersion(Base):
    """What a position said before its present words."""

    __tablename__ = "position_version"

    position_id: Mapped[int] = mapped_column(ForeignKey("position.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stance: Mapped[Stance] = mapped_column(enum_type(Stance, "stance"))
    reasons: Mapped[Localised]
    written_at: Mapped[datetime]
