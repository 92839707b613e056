"""Reads the record of a counted or annulled ballot; the minutes of sittings load many at once."""

import json
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.text.analysis import fold
from consult.models.assemblies import Councillor, Seat
from consult.models.ballots import Ballot, BallotLogEntry, Checkpoint, RollEntry, Vote, VoteReason
from consult.models.sittings import AgendaItem
from consult.models.territory import Commune
from consult.queries.ballots.cards import COUNTED
from consult.queries.ballots.record import (
    Annulment,
    BallotMinutes,
    ByHand,
    Figures,
    Group,
    InSitting,
    Interruption,
    Quorum,
    Readings,
    Reason,
    Reference,
    Rules,
    SignedHead,
    Voice,
)
from consult.rules.ballot_log import Event
from consult.rules.documents import Rule
from consult.rules.lifecycle import Visibility
from consult.rules.rule_sets import FrozenRules, thaw
from consult.rules.sittings import quorum_kept
from consult.rules.voting import (
    BallotKind,
    BallotState,
    Choice,
    Flag,
    Mode,
    by_commune,
    by_population,
    count_leanings,
    leaning,
    tally,
)

RECORDED = (*COUNTED, BallotState.annulled)
TOLD = (Event.suspend, Event.resume, Event.manual_totals, Event.annul)
Events = list[tuple[str, str, Any]]


def minutes(ballot_id: int) -> BallotMinutes:
    """The record of one ballot, in at most five statements; ``NotFound`` until it is counted or annulled."""
    ballot = db.session.scalar(
        sa.select(Ballot)
        .where(Ballot.id == ballot_id, Ballot.question_sha256.is_not(None), Ballot.state.in_(RECORDED))
        .options(*with_surroundings())
    )
    if ballot is None:
        raise NotFound()
    return records([ballot])[0]


def with_surroundings() -> tuple[ORMOption, ...]:
    """What a record needs besides the ballot's row, in the same statement."""
    return (joinedload(Ballot.assembly), joinedload(Ballot.agenda_item).joinedload(AgendaItem.sitting))


def records(ballots: Sequence[Ballot]) -> list[BallotMinutes]:
    """The records of ballots loaded ``with_surroundings``: four statements more, however many they are."""
    named = [ballot.id for ballot in ballots if ballot.state in COUNTED and ballot.mode is Mode.public]
    groups = _groups(named) if named else {}
    ids = [ballot.id for ballot in ballots]
    events = _events(ids) if ids else {}
    heads = _checkpoints(ids) if ids else {}
    presidents = _presidents(ballots)
    return [
        _record(
            ballot,
            presidents.get(ballot.id),
            groups.get(ballot.id, ()),
            events.get(ballot.id, []),
            heads.get(ballot.id, ()),
        )
        for ballot in ballots
    ]


def _presidents(ballots: Sequence[Ballot]) -> dict[int, str]:
    """Ballot → who presided when it was counted."""
    seats = {ballot.id: ballot.figures.get("president") for ballot in ballots}
    wanted = {seat for seat in seats.values() if seat is not None}
    if not wanted:
        return {}
    rows = db.session.execute(
        sa.select(Seat.id, Councillor.given_name + " " + Councillor.family_name)
        .join(Councillor, Councillor.id == Seat.councillor_id)
        .where(Seat.id.in_(wanted))
    )
    names = {seat: name for seat, name in rows}  # noqa: C416  # a row is no pair to the type checker
    return {ballot_id: names[seat] for ballot_id, seat in seats.items() if seat in names}


def _record(
    ballot: Ballot,
    president: str | None,
    groups: tuple[Group, ...],
    events: Events,
    heads: tuple[SignedHead, ...],
) -> BallotMinutes:
    counted = ballot.state in COUNTED
    figures = ballot.figures if "expressed" in ballot.figures else None
    return BallotMinutes(
        id=ballot.id,
        kind=ballot.kind,
        mode=ballot.mode,
        question=ballot.question,
        title=ballot.proposal_title,
        question_sha256=ballot.question_sha256 or "",
        proposal_id=ballot.proposal_id,
        assembly=ballot.assembly.name if ballot.assembly else None,
        sitting=_sitting(ballot.agenda_item, president) if ballot.agenda_item else None,
        rules=_rules(ballot),
        opened_at=ballot.roll_taken_at,
        closed_at=ballot.closed_at,
        proclaimed_at=ballot.proclaimed_at,
        interruptions=_interruptions(events),
        outcome=ballot.outcome if counted else None,
        flags=tuple(Flag(flag) for flag in figures["flags"]) if figures and counted else (),
        figures=_figures(ballot, figures) if figures else None,
        quorum=_quorum(ballot),
        by_hand=_by_hand(events) if figures and figures.get("by_hand") else None,
        readings=_readings(groups) if ballot.kind is BallotKind.opinion else None,
        groups=groups,
        supersedes_id=ballot.supersedes_id,
        annulment=_annulment(ballot, events),
        log_size=ballot.log_size,
        log_head=ballot.log_head,
        checkpoints=heads,
    )


def _sitting(item: AgendaItem, president: str | None) -> InSitting:
    sitting = item.sitting
    return InSitting(sitting.id, item.position, sitting.place, sitting.starts_at, president)


def _rules(ballot: Ballot) -> Rules:
    rules = thaw(FrozenRules(ballot.rules, ballot.rules_sha256 or ""))
    threshold = rules.sitting.threshold if rules.sitting else None
    return Rules(
        profile=rules.profile,
        change_allowed=rules.change_allowed,
        threshold=Fraction(threshold.portion.num, threshold.portion.den) if threshold else None,
        threshold_of=threshold.base if threshold else None,
        threshold_strict=bool(threshold and threshold.strict),
        references=tuple(Reference(Rule(one.rule), one.source) for one in rules.references),
        sha256=ballot.rules_sha256 or "",
    )


def _figures(ballot: Ballot, kept: dict[str, Any]) -> Figures:
    names = ("cast", "expressed", "against", "abstain", "blank", "no_vote")
    return Figures(
        in_office=kept["in_office"],
        present=kept.get("present"),
        represented=kept.get("represented"),
        roll=kept.get("roll", ballot.roll_size),
        for_=kept["for"],
        **{name: kept[name] for name in names},
    )


def _quorum(ballot: Ballot) -> Quorum | None:
    kept = ballot.figures.get("quorum") or (ballot.agenda_item.quorum if ballot.agenda_item else None)
    return quorum_of(kept) if kept else None


def quorum_of(kept: dict[str, Any]) -> Quorum:
    """The quorum as an agenda item keeps it (``rules.sittings.quorum_figures``)."""
    check = quorum_kept(kept)
    return Quorum(
        check.in_office, check.required, check.counted, kept.get("recused") or 0, check.waiver, check.reached
    )


def _groups(ballot_ids: list[int]) -> dict[int, tuple[Group, ...]]:
    """Ballot → its roll by commune, with choices and reasons; only for ballots whose votes are public."""
    same = (Vote.ballot_id == RollEntry.ballot_id, Vote.seat_id == RollEntry.seat_id)
    reason = (VoteReason.ballot_id == RollEntry.ballot_id, VoteReason.seat_id == RollEntry.seat_id)
    seat, holder = aliased(Seat), aliased(Councillor)
    rows = db.session.execute(
        sa.select(
            RollEntry.ballot_id,
            RollEntry.seat_id,
            RollEntry.family_name,
            RollEntry.given_name,
            Vote.choice,
            Vote.entered_by_id,
            holder.given_name + " " + holder.family_name,
            VoteReason.body,
            VoteReason.language,
            VoteReason.visibility,
            Commune.insee,
            Commune.name,
            Commune.population,
        )
        .outerjoin(Commune, Commune.insee == RollEntry.commune_insee)
        .outerjoin(Vote, sa.and_(*same))
        .outerjoin(seat, seat.id == Vote.cast_by_seat_id)
        .outerjoin(holder, holder.id == seat.councillor_id)
        .outerjoin(VoteReason, sa.and_(*reason))
        .where(RollEntry.ballot_id.in_(ballot_ids))
    ).all()
    ordered = sorted(rows, key=lambda row: (row[0], fold(row[11] or ""), fold(row[2]), fold(row[3]), row[1]))
    found: dict[int, list[Group]] = {ballot_id: [] for ballot_id in ballot_ids}
    for (ballot_id, insee, name, population), members in groupby(
        ordered, lambda row: (row[0], row[10], row[11], row[12])
    ):
        found[ballot_id].append(_group(insee, name, population, [_voice(row) for row in members]))
    return {ballot_id: tuple(groups) for ballot_id, groups in found.items()}


def _voice(row: Sequence[Any]) -> Voice:
    _, seat, family, given, choice, entered_by, by_proxy, body, language, visibility, *_ = row
    shown = body is not None and visibility is Visibility.VISIBLE
    return Voice(
        seat=seat,
        name=f"{given} {family}",
        choice=choice,
        by_proxy=by_proxy,
        by_hand=entered_by is not None,
        reason=Reason(body, language) if shown else None,
        reason_withheld=body is not None and not shown,
    )


def _group(insee: str | None, commune: str | None, population: int | None, voices: list[Voice]) -> Group:
    choices: list[Choice] = [voice.choice for voice in voices if voice.choice is not None]
    counted = tally(choices, len(voices))
    return Group(insee, commune, population or 0, counted, leaning(counted), tuple(voices))


def _readings(groups: tuple[Group, ...]) -> Readings | None:
    communes = [group for group in groups if group.insee is not None]
    if len(communes) < 2:
        return None
    tallies = {group.insee or "": group.tally for group in communes}
    populations = {group.insee or "": group.population for group in communes}
    return Readings(count_leanings(by_commune(tallies)), by_population(tallies, populations))


def _events(ballot_ids: list[int]) -> dict[int, Events]:
    rows = db.session.execute(
        sa.select(
            BallotLogEntry.ballot_id, BallotLogEntry.kind, BallotLogEntry.body, BallotLogEntry.logged_at
        )
        .where(
            BallotLogEntry.ballot_id.in_(ballot_ids),
            BallotLogEntry.kind.in_([event.value for event in TOLD]),
        )
        .order_by(BallotLogEntry.ballot_id, BallotLogEntry.number)
    )
    found: dict[int, Events] = {}
    for ballot_id, kind, body, at in rows:
        found.setdefault(ballot_id, []).append((kind, body, at))
    return found


def _interruptions(events: Events) -> tuple[Interruption, ...]:
    found: list[Interruption] = []
    for kind, _, at in events:
        if kind == Event.suspend:
            found.append(Interruption(at, None))
        elif kind == Event.resume and found:
            found[-1] = Interruption(found[-1].suspended_at, at)
    return tuple(found)


def _by_hand(events: Events) -> ByHand | None:
    """Who entered the totals that count: the last ones."""
    entered = [(body, at) for kind, body, at in events if kind == Event.manual_totals]
    return ByHand(json.loads(entered[-1][0])["entered_by"], entered[-1][1]) if entered else None


def _annulment(ballot: Ballot, events: Events) -> Annulment | None:
    when = next((at for kind, _, at in events if kind == Event.annul), None)
    if ballot.state is not BallotState.annulled or when is None:
        return None
    return Annulment(ballot.annulment_reason or "", when)


def _checkpoints(ballot_ids: Iterable[int]) -> dict[int, tuple[SignedHead, ...]]:
    rows = db.session.scalars(
        sa.select(Checkpoint)
        .where(Checkpoint.ballot_id.in_(list(ballot_ids)))
        .order_by(Checkpoint.ballot_id, Checkpoint.size)
    ).all()
    return {
        ballot_id: tuple(
            SignedHead(row.size, row.head, row.signed_at, row.key_id, row.signature) for row in signed
        )
        for ballot_id, signed in groupby(rows, lambda row: row.ballot_id)
    }
