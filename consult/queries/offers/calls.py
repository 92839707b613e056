"""Calls for volunteers: those of an action, and all that are open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel import cursor
from consult.kernel.clock import today
from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.models.offers import Call, Offer
from consult.models.programme import Action, Chantier
from consult.queries.brought import Brought, brought, figures
from consult.rules.offers import call_is_open
from consult.rules.permissions import Facts

PAGE = 20


@dataclass(frozen=True, slots=True)
class CallView:
    """A call with its public figures; ``open``: it takes offers today."""

    call: Call
    brought: Brought
    open: bool


@dataclass(frozen=True, slots=True)
class ActionCalls:
    """For the action's page: its calls, open ones first, then the newest; ``facts`` for its editors."""

    action_id: int
    facts: Facts
    calls: list[CallView]


@dataclass(frozen=True, slots=True)
class CallList:
    """Open calls, those that end first at the head; ``after`` opens the next page."""

    calls: list[CallView]
    chantiers: list[tuple[int, Localised]]
    after: str | None


def call(call_id: int) -> Call:
    """With action and chantier, or ``NotFound``."""
    found = db.session.scalar(
        sa.select(Call)
        .where(Call.id == call_id)
        .options(joinedload(Call.action, innerjoin=True).joinedload(Action.chantier, innerjoin=True))
    )
    if found is None:
        raise NotFound
    return found


def of_action(action: Action) -> ActionCalls:
    """One statement, however many there are."""
    views = _views(sa.select(Call.id).where(Call.action_id == action.id))
    return ActionCalls(
        action.id,
        Facts(chantier=action.chantier_number),
        sorted(views, key=lambda view: (not view.open, -view.call.id)),
    )


def _views(chosen: sa.Select[int]) -> list[CallView]:
    """The chosen calls with action and chantier, in no order."""
    offers = figures(Offer.call_id.expression, Offer.call_id.in_(chosen))
    rows = db.session.execute(
        sa.select(Call, *offers.c)
        .outerjoin(offers, offers.c.offered_to == Call.id)
        .where(Call.id.in_(chosen))
        .options(joinedload(Call.action, innerjoin=True).joinedload(Action.chantier, innerjoin=True))
    ).all()
    day = today()
    return [
        CallView(one, brought(_of(one, rows)), call_is_open(one.open_until, one.closed_at, day))
        for one in dict.fromkeys(row[0] for row in rows)
    ]


def open_calls(chantier: int, limit: int) -> list[CallView]:
    """The open calls of a chantier's actions, those that end first at the head; one statement."""
    wanted = (
        sa.select(Call.id)
        .join(Action, Action.id == Call.action_id)
        .where(Action.chantier_number == chantier, _open(today()))
        .order_by(_last(), Call.id)
        .limit(limit)
    )
    found = _views(sa.select(wanted.subquery()))
    return sorted(found, key=lambda view: (view.call.open_until or date.max, view.call.id))


def _open(day: date) -> sa.ColumnElement[bool]:
    return sa.and_(Call.closed_at.is_(None), sa.or_(Call.open_until.is_(None), Call.open_until >= day))


def _last() -> sa.ColumnElement[str]:
    """The last day as letters; calls without an end stand after those with one."""
    return sa.func.coalesce(sa.cast(Call.open_until, sa.String), "9999")


def _of(one: Call, rows: Iterable[Any]) -> list[Any]:
    return [row for row in rows if row[0] is one]


def calls(chantier: int | None = None, after: str | None = None) -> CallList:
    """A page of open calls, of one chantier if it is given; three statements."""
    open_now, last = _open(today()), _last()
    wanted = sa.select(Call.id, last.label("last")).join(Action).where(open_now)
    if chantier is not None:
        wanted = wanted.where(Action.chantier_number == chantier)
    if after:
        keys = cursor.decode(after, (str, int))
        wanted = wanted.where(sa.tuple_(last, Call.id) > sa.tuple_(*map(sa.literal, keys)))
    keys_found = db.session.execute(wanted.order_by(last, Call.id).limit(PAGE + 1)).all()
    shown = [row.id for row in keys_found[:PAGE]]
    views = sorted(_views_of(shown), key=lambda view: shown.index(view.call.id))
    more = len(keys_found) > PAGE
    mark = cursor.encode(keys_found[PAGE - 1].last, keys_found[PAGE - 1].id) if more else None
    return CallList(views, _chantiers(open_now), mark)


def _views_of(ids: list[int]) -> list[CallView]:
    return _views(sa.select(Call.id).where(Call.id.in_(ids)))


def _chantiers(open_now: sa.ColumnElement[bool]) -> list[tuple[int, Localised]]:
    """The chantiers that call for volunteers today."""
    calling = sa.select(Action.chantier_number).join(Call, Call.action_id == Action.id).where(open_now)
    rows = db.session.execute(
        sa.select(Chantier.number, Chantier.name)
        .where(Chantier.number.in_(calling))
        .order_by(Chantier.number)
    )
    return [(number, name) for number, name in rows]
