"""Communes, partner cities and places: the ground that everything else refers to."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.db import Base, Localised


class Commune(Base):
    """A commune, by its INSEE code; ``member_from`` and ``member_to`` bound its membership."""

    __tablename__ = "commune"

    insee: Mapped[str] = mapped_column(String(5), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    siren: Mapped[str] = mapped_column(String(9), unique=True)
    population: Mapped[int]
    postal_codes: Mapped[list[str]]
    member_from: Mapped[date]
    member_to: Mapped[date | None]
    lat: Mapped[float]
    lon: Mapped[float]


class City(Base):
    """A partner city across the border, or the central city itself."""

    __tablename__ = "city"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[Localised]
    country: Mapped[str] = mapped_column(String(2))
    region: Mapped[Localised]
    network: Mapped[str] = mapped_column(String(80))
    lat: Mapped[float]
    lon: Mapped[float]


class Place(Base):
    """A place of the programme: a third place, a site, a district."""

    __tablename__ = "place"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[Localised]
    summary: Mapped[Localised]
    commune_insee: Mapped[str | None] = mapped_column(ForeignKey("commune.insee"), index=True)
    collective_intelligence: Mapped[bool] = mapped_column(default=False)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    revision: Mapped[int] = mapped_column(default=1)
