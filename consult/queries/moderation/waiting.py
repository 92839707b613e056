"""What waits for a moderator, as one query over states, so that no second list can drift."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from consult.kernel.actor import Actor, Role
from consult.queries.moderation import waiting_matters as matters
from consult.queries.moderation import waiting_texts as texts
from consult.queries.moderation import waiting_words as words
from consult.rules.moderation import QueueKind, Subject, SubjectKind

Part = Callable[[Actor, datetime], list[sa.Select[Any]]]
PARTS: dict[QueueKind, Part] = {
    QueueKind.SUBMITTED: texts.submitted,
    QueueKind.CHANGED: texts.changed,
    QueueKind.WATCHED_PROPOSAL: texts.watched_proposals,
    QueueKind.NEW_COMMENT: texts.new_comments,
    QueueKind.WATCHED_COMMENT: texts.watched_comments,
    QueueKind.REPORTED_PROPOSAL: texts.reported_proposals,
    QueueKind.REPORTED_COMMENT: texts.reported_comments,
    QueueKind.REPORTED_OFFER: words.reported_offers,
    QueueKind.REPORTED_POSITION: words.reported_positions,
    QueueKind.REPORTED_NAME: matters.reported_names,
    QueueKind.REPORTED_ORGANISATION: matters.reported_organisations,
    QueueKind.APPEAL: matters.appeals,
    QueueKind.SUSPENSION: matters.suspensions,
    QueueKind.LANGUAGE: texts.language_doubts,
    QueueKind.STALE_ANSWER: matters.stale_answers,
}
#: What an administrator decides too, who moderates nothing.
FOR_ADMINISTRATORS = frozenset({QueueKind.APPEAL, QueueKind.SUSPENSION})


@dataclass(frozen=True, slots=True)
class Filters:
    """What the moderator wants to see; None means everything they may.

    ``older``: waiting for more than so many days; ``reports``: so many open ones or more.
    """

    chantier: int | None = None
    commune: str | None = None
    language: str | None = None
    kind: QueueKind | None = None
    older: int | None = None
    reports: int | None = None
    raid: bool = False


def waiting(
    actor: Actor, filters: Filters, now: datetime, only: frozenset[Subject] | None = None
) -> sa.Select[Any]:
    """Everything that ``actor`` may see waiting, narrowed by the filters and to the subjects ``only``."""
    parts = _parts(actor, filters, now)
    if not parts:
        return sa.select(matters.suspensions(actor, now)[0].subquery()).where(sa.false())
    every = sa.union_all(*parts).subquery()
    wanted = {
        "chantier": filters.chantier,
        "commune": filters.commune,
        "language": filters.language,
    }
    conditions = [every.c[name] == value for name, value in wanted.items() if value is not None]
    if filters.older is not None:
        conditions.append(every.c.since < now - timedelta(days=filters.older))
    if filters.reports is not None:
        conditions.append(every.c.reports >= filters.reports)
    if only is not None:
        conditions.append(_among(every, only))
    return sa.select(every).where(_theirs(actor, every), *conditions)


def _parts(actor: Actor, filters: Filters, now: datetime) -> list[sa.Select[Any]]:
    moderates = actor.system or actor.has_role(Role.MODERATOR)
    kinds = [kind for kind in PARTS if moderates or kind in FOR_ADMINISTRATORS]
    return [
        statement for kind in kinds if filters.kind in {None, kind} for statement in PARTS[kind](actor, now)
    ]


def _theirs(actor: Actor, every: sa.Subquery) -> sa.ColumnElement[bool]:
    """The moderator's chantiers, and what belongs to none; appeals elsewhere are an administrator's."""
    numbers = actor.chantiers_of(Role.MODERATOR)
    if numbers is None:
        return sa.true()
    own = sa.or_(every.c.chantier.is_(None), every.c.chantier.in_(numbers))
    if actor.has_role(Role.ADMINISTRATOR):
        return sa.or_(own, every.c.kind == QueueKind.APPEAL.value)
    return own


def _among(every: sa.Subquery, only: frozenset[Subject]) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.false(),
        *(
            sa.and_(
                every.c.subject_kind == kind.value,
                every.c.subject_id.in_([one.id for one in only if one.kind is kind]),
            )
            for kind in SubjectKind
        ),
    )
