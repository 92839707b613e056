"""What everybody may know of offers: how many of each kind, what became of them, who agreed to be named."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consult.models.accounts import Account
from consult.models.offers import Offer
from consult.rules.lifecycle import Visibility
from consult.rules.offers import COUNTED, STANDING, OfferKind, OfferStatus

MOST_NAMES = 12
_SHOWN = Offer.visibility == Visibility.VISIBLE


@dataclass(frozen=True, slots=True)
class Brought:
    """Public figures on the offers to one thing: ``kinds`` and ``status`` with their counts, in the order of
    the rules; at most twelve ``names`` of those who agreed, first come first, and how many ``more``."""

    kinds: tuple[tuple[OfferKind, int], ...] = ()
    status: tuple[tuple[OfferStatus, int], ...] = ()
    names: tuple[str, ...] = ()
    named: int = 0

    @property
    def total(self) -> int:
        return sum(number for _kind, number in self.kinds)

    @property
    def more(self) -> int:
        return self.named - len(self.names)


def figures(thing: sa.ColumnElement[Any], wanted: sa.ColumnElement[bool]) -> sa.Subquery:
    """Rows for the things of ``wanted`` offers, ``thing`` being the column that names each: kind,
    status and their number, or a name and how many are named."""
    counted = (
        sa.select(
            thing.label("offered_to"),
            sa.cast(Offer.kind, sa.String).label("offer_kind"),
            sa.cast(Offer.status, sa.String).label("offer_status"),
            sa.cast(sa.null(), sa.String).label("offer_name"),
            sa.func.count().label("offer_number"),
        )
        .where(wanted, _SHOWN, Offer.status.in_(COUNTED))
        .group_by(thing, Offer.kind, Offer.status)
    )
    people = (
        sa.select(
            thing.label("offered_to"),
            Account.display_name.label("name"),
            sa.func.row_number().over(partition_by=thing, order_by=sa.func.min(Offer.id)).label("place"),
            sa.func.count().over(partition_by=thing).label("number"),
        )
        .join(Account, Account.id == Offer.account_id)
        .where(wanted, _SHOWN, Offer.named, Offer.status.in_(sorted(STANDING)), Account.erased_at.is_(None))
        .group_by(thing, Account.id, Account.display_name)
        .subquery()
    )
    named = sa.select(
        people.c.offered_to,
        sa.cast(sa.null(), sa.String),
        sa.cast(sa.null(), sa.String),
        people.c.name,
        people.c.number,
    ).where(people.c.place <= MOST_NAMES)
    return sa.union_all(counted, named).subquery()


def brought(rows: Iterable[Any]) -> Brought:
    """The figures of one thing from its rows of ``figures``; rows without a number say nothing."""
    kinds: Counter[str] = Counter()
    status: Counter[str] = Counter()
    names, named = [], 0
    for row in rows:
        if row.offer_name is not None:
            names.append(row.offer_name)
            named = row.offer_number
        elif row.offer_number:
            kinds[row.offer_kind] += row.offer_number
            status[row.offer_status] += row.offer_number
    return Brought(
        tuple((kind, kinds[kind.value]) for kind in OfferKind if kinds[kind.value]),
        tuple((one, status[one.value]) for one in COUNTED if status[one.value]),
        tuple(names),
        named,
    )
