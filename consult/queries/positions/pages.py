"""Positions as everybody reads them: side by side on one thing, one alone, and how it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel import cursor
from consult.kernel.actor import Actor
from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.kernel.i18n import language_of
from consult.kernel.text.difference import difference, marked
from consult.models.moderation import Decision
from consult.models.organisations import Organisation
from consult.models.positions import Position, PositionVersion
from consult.queries.moderation.said import position as one
from consult.queries.positions.rows import ThingTitle, about, counts, public, thing
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import DecisionKind
from consult.rules.permissions import Facts, Permission, allows
from consult.rules.permissions import public as is_public
from consult.rules.positions import About, Stance, Thing

PAGE_SIZE = 30
#: So many characters of the reasons stand side by side; what is hardly longer stands there whole.
EXCERPT, WHOLE = 320, 400


@dataclass(frozen=True, slots=True)
class Card:
    """One position beside the others, in the reader's language where it has been given in it.

    ``mine``: the reader may act for the organisation; ``decision_id`` what withholds it, for them.
    """

    id: int
    organisation: Organisation
    stance: Stance
    reasons: Localised
    number: int
    given_at: datetime
    changed_at: datetime
    visibility: Visibility
    mine: bool
    decision_id: int | None

    @property
    def language(self) -> str:
        return language_of(self.reasons)

    @property
    def text(self) -> str:
        """The reasons, or how they begin, cut after a whole word."""
        whole = self.reasons[self.language]
        return whole if len(whole) <= WHOLE else whole[:EXCERPT].rsplit(maxsplit=1)[0] + " …"

    @property
    def cut(self) -> bool:
        return len(self.reasons[self.language]) > WHOLE


@dataclass(frozen=True, slots=True)
class Column:
    stance: Stance
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """One page of the positions on a thing: ``columns`` in the order of the stances, empty ones left out.

    ``counts`` of all pages by stance; ``may_give``: the reader acts for an organisation, whichever.
    """

    on: ThingTitle
    columns: tuple[Column, ...]
    counts: dict[Stance, int]
    next: str | None
    may_give: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Page:
    """A position alone; ``texts``: its reasons by language, the reader's first."""

    position: Position
    on: ThingTitle
    texts: Sequence[tuple[str, str]]
    mine: bool
    decision_id: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One version; ``before`` is the stance until then, None for the first and where it stayed the same.

    ``parts``: the reasons in each language, with what changed where there was a version before.
    """

    number: int
    at: datetime
    stance: Stance
    before: Stance | None
    parts: tuple[tuple[str, list[tuple[str, str]]], ...]


@dataclass(frozen=True, slots=True)
class History:
    """Newest first."""

    page: Page
    changes: tuple[Change, ...]


def sides(actor: Actor, wanted: Thing, after: str | None = None) -> Sides:
    """Thirty of them after the cursor, the first given first; three statements, however many there are."""
    on = thing(wanted)
    mine = [Position.organisation_id.in_(actor.organisations)] if actor.organisations else []
    shown = sa.or_(public(), sa.and_(Position.withdrawn_at.is_(None), *mine)) if mine else public()
    statement = (
        sa.select(Position, _withheld_by())
        .options(joinedload(Position.organisation))
        .where(about(wanted), shown)
        .order_by(Position.id)
    )
    if after:
        statement = statement.where(Position.id > cursor.decode(after, (int,))[0])
    rows = db.session.execute(statement.limit(PAGE_SIZE + 1)).all()
    cards = [_card(actor, *row) for row in rows[:PAGE_SIZE]]
    return Sides(
        on=on,
        columns=_columns(cards),
        counts=counts(about(wanted)),
        next=cursor.encode(cards[-1].id) if len(rows) > PAGE_SIZE else None,
        may_give=any(_keeps(actor, number) for number in actor.organisations),
    )


def _withheld_by() -> sa.ScalarSelect[Any]:
    """The decision that withholds it."""
    return (
        sa.select(sa.func.max(Decision.id))
        .where(
            Decision.position_id == Position.id, Decision.kind.in_((DecisionKind.HIDE, DecisionKind.REMOVE))
        )
        .correlate(Position)
        .scalar_subquery()
    )


def _keeps(actor: Actor, organisation_id: int) -> bool:
    return allows(actor, Permission.GIVE_POSITION, Facts(organisation_id=organisation_id))


def _card(actor: Actor, position: Position, decision_id: int | None) -> Card:
    withheld = position.visibility is not Visibility.VISIBLE
    return Card(
        id=position.id,
        organisation=position.organisation,
        stance=position.stance,
        reasons=position.reasons,
        number=position.number,
        given_at=position.given_at,
        changed_at=position.changed_at,
        visibility=position.visibility,
        mine=position.organisation_id in actor.organisations,
        decision_id=decision_id if withheld else None,
    )


def _columns(cards: Sequence[Card]) -> tuple[Column, ...]:
    found = (Column(stance, tuple(card for card in cards if card.stance is stance)) for stance in Stance)
    return tuple(column for column in found if column.cards)


def page(actor: Actor, position_id: int) -> Page:
    """Two statements, three for a withheld one; ``NotFound`` for whoever may not read it.

    Those who keep the organisation read what was withheld or taken back.
    """
    position = one(position_id)
    mine = position.organisation_id in actor.organisations
    if not mine and not is_public(actor, position.facts):
        raise NotFound
    on = thing(about_what(position))
    first = language_of(position.reasons)
    order = [first, *(code for code in position.reasons if code != first)]
    withheld = position.visibility is not Visibility.VISIBLE
    by = sa.select(_withheld_by()).select_from(Position).where(Position.id == position_id)
    return Page(
        position=position,
        on=on,
        texts=[(code, position.reasons[code]) for code in order],
        mine=mine,
        decision_id=db.session.scalar(by) if withheld else None,
    )


def about_what(position: Position) -> Thing:
    """The chantier, action or project that a position is about."""
    numbers = {
        About.CHANTIER: position.chantier_number,
        About.ACTION: position.action_id,
        About.PROJECT: position.project_id,
    }
    return next(Thing(kind, number) for kind, number in numbers.items() if number is not None)


def history(actor: Actor, position_id: int) -> History:
    """Every version since it was given, with what changed; one statement more than its page.

    What was withdrawn stands nowhere any more, also after the organisation has given another one.
    """
    found = page(actor, position_id)
    now = found.position
    before = db.session.scalars(
        sa.select(PositionVersion)
        .where(PositionVersion.position_id == position_id, PositionVersion.written_at >= now.given_at)
        .order_by(PositionVersion.number)
    )
    versions = [(one.number, one.written_at, one.stance, one.reasons) for one in before]
    versions.append((now.number, now.changed_at, now.stance, now.reasons))
    changes = [_change(*one, versions[at - 1] if at else None) for at, one in enumerate(versions)]
    return History(found, tuple(reversed(changes)))


def _change(number: int, at: datetime, stance: Stance, reasons: Localised, earlier: Any | None) -> Change:
    old: Localised = earlier[3] if earlier is not None else reasons
    parts = tuple(
        (code, marked(difference(old.get(code, ""), reasons.get(code, ""))))
        for code in dict.fromkeys([*reasons, *old])
    )
    before = earlier[2] if earlier is not None and earlier[2] is not stance else None
    return Change(number, at, stance, before, parts)
