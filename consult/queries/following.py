"""Who follows what, what is new there, and whose digest is due."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import Localised, db, insert_new
from consult.kernel.i18n import current_language
from consult.models.events import Event
from consult.models.following import Digest, Follow
from consult.models.journal import JournalEntry
from consult.models.programme import Chantier
from consult.models.proposals import Proposal
from consult.models.territory import Commune
from consult.queries.conditions import listed, public_event
from consult.queries.translations import joins
from consult.rules.following import INTERVALS, NEWS, SETTLED, Followed, Pace

COLUMNS: dict[Followed, Any] = {
    Followed.CHANTIER: Follow.chantier_number,
    Followed.PROPOSAL: Follow.proposal_id,
    Followed.COMMUNE: Follow.commune_insee,
}
Key = int | str
SHOWN = 30


@dataclass(frozen=True, slots=True)
class FollowedThing:
    """``title`` in ``language`` for a proposal, else a name; None for a proposal nobody may read now."""

    kind: Followed
    key: Key
    title: str | Localised | None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened in public: ``event`` is the journal's word for it."""

    id: int
    at: datetime
    event: str
    proposal_id: int | None
    event_id: int | None
    title: str | Localised
    language: str | None


def add(account_id: int, kind: Followed, key: Key, moment: datetime) -> bool:
    """Whether it is new; the key decides, however many try at once."""
    values = {"account_id": account_id, COLUMNS[kind].key: key, "since": moment}
    return db.session.scalar(insert_new(Follow).values(values).returning(Follow.id)) is not None


def remove(account_id: int, kind: Followed, key: Key) -> bool:
    """Whether there was anything to end."""
    gone = sa.delete(Follow).where(Follow.account_id == account_id, COLUMNS[kind] == key).returning(Follow.id)
    return db.session.scalar(gone) is not None


def exists(kind: Followed, key: Key) -> bool:
    """Whether the public can see what somebody wants to follow."""
    asked = {
        Followed.CHANTIER: sa.select(Chantier.number).where(Chantier.number == key),
        Followed.PROPOSAL: sa.select(Proposal.id).where(Proposal.id == key, listed()),
        Followed.COMMUNE: sa.select(Commune.insee).where(Commune.insee == key),
    }
    return db.session.scalar(asked[kind]) is not None


def is_following(account_id: int | None, kind: Followed, key: Key) -> bool:
    """One statement; none for a visitor."""
    if account_id is None:
        return False
    asked = sa.select(Follow.id).where(Follow.account_id == account_id, COLUMNS[kind] == key)
    return db.session.scalar(asked) is not None


def followed_by(account_id: int | None, kind: Followed, key: Any) -> sa.ColumnElement[bool]:
    """The same as a column of another statement; ``key`` may be one of its columns."""
    return sa.exists().where(Follow.account_id == account_id, COLUMNS[kind] == key)


def start_digest(account_id: int, moment: datetime) -> None:
    """Whoever follows for the first time hears of what happens from now on."""
    newest = sa.select(sa.func.coalesce(sa.func.max(JournalEntry.id), 0)).scalar_subquery()
    values = {"account_id": account_id, "pace": Pace.WEEKLY, "through_id": newest, "made_at": moment}
    db.session.execute(insert_new(Digest).values(values))


def pace(account_id: int) -> Pace:
    return db.session.scalar(sa.select(Digest.pace).where(Digest.account_id == account_id)) or Pace.WEEKLY


def set_pace(account_id: int, wanted: Pace) -> None:
    _run(sa.update(Digest).where(Digest.account_id == account_id).values(pace=wanted))


def followed(account_id: int) -> list[FollowedThing]:
    """Chantiers by number, then communes by name, then proposals, the newest first; three statements."""
    own = Follow.account_id == account_id
    chantiers = sa.select(Chantier.number, Chantier.name).join(
        Follow, Follow.chantier_number == Chantier.number
    )
    communes = sa.select(Commune.insee, Commune.name).join(Follow, Follow.commune_insee == Commune.insee)
    shown = sa.and_(Proposal.id == Follow.proposal_id, listed())
    proposals = (
        sa.select(Follow.proposal_id, *joins.heading(current_language()))
        .select_from(Follow)
        .outerjoin(Proposal, shown)
        .where(own, Follow.proposal_id.is_not(None))
    )
    found = (
        (Followed.CHANTIER, chantiers.where(own).order_by(Chantier.number)),
        (Followed.COMMUNE, communes.where(own).order_by(Commune.name)),
        (Followed.PROPOSAL, proposals.order_by(Follow.id.desc())),
    )
    return [FollowedThing(kind, *row) for kind, rows in found for row in db.session.execute(rows)]


def news(account_id: int, after: int = 0, upto: int | None = None) -> list[News]:
    """The newest of what happened where the person follows, in public still; at most 30. Two statements."""
    follows = db.session.execute(sa.select(*COLUMNS.values()).where(Follow.account_id == account_id)).all()
    chantiers, proposals, communes = ({row[at] for row in follows} - {None} for at in range(3))
    heading = joins.heading(current_language())
    rows = (
        sa.select(JournalEntry.id, JournalEntry.at, JournalEntry.event, Proposal.id, Event.id, Event.title)
        .add_columns(*heading)
        .select_from(JournalEntry)
        .outerjoin(Proposal, _subject("proposal", Proposal.id, listed()))
        .outerjoin(Event, _subject("event", Event.id, public_event()))
        .where(
            JournalEntry.event.in_(NEWS),
            JournalEntry.id > after,
            sa.or_(Proposal.id.is_not(None), Event.id.is_not(None)),
            sa.or_(
                JournalEntry.chantier_number.in_(chantiers),
                Proposal.id.in_(proposals),
                Proposal.commune_insee.in_(communes),
            ),
        )
        .order_by(JournalEntry.id.desc())
        .limit(SHOWN)
    )
    if upto is not None:
        rows = rows.where(JournalEntry.id <= upto)
    return [
        News(number, at, event, proposal, meeting, named or title, None if named else language)
        for number, at, event, proposal, meeting, named, title, language in db.session.execute(rows)
    ]


def _subject(kind: str, number: Any, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.and_(JournalEntry.subject_kind == kind, JournalEntry.subject_id == number, condition)


def settled(moment: datetime) -> int:
    """The newest line of the journal before which no other can appear any more."""
    newest = sa.select(sa.func.max(JournalEntry.id)).where(JournalEntry.at <= moment - SETTLED)
    return db.session.scalar(newest) or 0


def due(moment: datetime, upto: int, limit: int) -> list[Digest]:
    """Digests whose time has come and that do not know everything yet, locked; other workers skip them."""
    ripe = [
        sa.and_(Digest.pace == pace, Digest.made_at <= moment - interval)
        for pace, interval in INTERVALS.items()
    ]
    return list(
        db.session.scalars(
            sa.select(Digest)
            .where(sa.or_(*ripe), Digest.through_id < upto)
            .order_by(Digest.account_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def with_news(digests: Sequence[Digest], upto: int) -> list[Digest]:
    """Those of ``digests`` where something happened that they have not heard of; three statements.

    However many follow, what happened is read once, each thing with its newest line only.
    """
    newest = _newest_lines(min(row.through_id for row in digests), upto)
    through = {row.account_id: row.through_id for row in digests}
    follows = sa.select(Follow.account_id, *COLUMNS.values()).where(Follow.account_id.in_(through))
    told = {
        account_id
        for account_id, *keys in db.session.execute(follows)
        for kind, key in zip(COLUMNS, keys, strict=True)
        if key is not None and newest[kind].get(key, 0) > through[account_id]
    }
    return [row for row in digests if row.account_id in told]


def _newest_lines(after: int, upto: int) -> dict[Followed, dict[Key, int]]:
    """What happened, as thing → its newest line."""
    rows = db.session.execute(
        sa.select(
            sa.func.max(JournalEntry.id), JournalEntry.chantier_number, Proposal.id, Proposal.commune_insee
        )
        .select_from(JournalEntry)
        .outerjoin(Proposal, _subject("proposal", Proposal.id, listed()))
        .outerjoin(Event, _subject("event", Event.id, public_event()))
        .where(
            JournalEntry.event.in_(NEWS),
            JournalEntry.id > after,
            JournalEntry.id <= upto,
            sa.or_(Proposal.id.is_not(None), Event.id.is_not(None)),
        )
        .group_by(JournalEntry.chantier_number, Proposal.id, Proposal.commune_insee)
    )
    newest: dict[Followed, dict[Key, int]] = {kind: {} for kind in COLUMNS}
    for line, *keys in rows:
        for kind, key in zip(COLUMNS, keys, strict=True):
            if key is not None:
                newest[kind][key] = max(line, newest[kind].get(key, 0))
    return newest


def heard(account_ids: Collection[int], upto: int, moment: datetime) -> None:
    """They know everything up to that line now; the next digest counts its time from ``moment``."""
    _run(sa.update(Digest).where(Digest.account_id.in_(account_ids)).values(through_id=upto, made_at=moment))


def _run(statement: sa.Update) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
