"""The minutes as rows of a table, in the current language: what a spreadsheet of either country opens."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from consult.kernel.i18n import localised, translate
from consult.kernel.messages import N_, Message
from consult.kernel.territory import territory
from consult.kernel.text.sheets import Cell, sheet
from consult.queries.ballots import BallotMinutes
from consult.queries.ballots.record import Quorum, Reference, Voice
from consult.queries.sitting_minutes import SittingMinutes
from consult.queries.sitting_minutes.record import ItemLine
from consult.rules.documents import RULE_LABELS, STANDING_LABELS
from consult.rules.rule_sets import PROFILE_LABELS
from consult.rules.sittings import ITEM_LABELS, MOVEMENT_LABELS, PROXY_END_LABELS
from consult.rules.voting import (
    CHOICE_LABELS,
    FLAG_LABELS,
    KIND_LABELS,
    LEANING_LABELS,
    MODE_LABELS,
    OUTCOME_LABELS,
    Mode,
)

HEAD = (N_("Part"), N_("What"), N_("Who"), N_("Value"), N_("Remark"))
Row = tuple[str, str, str, Cell, str]


def say(sentence: str, **values: object) -> str:
    return translate(Message(sentence, values))


def ballot_sheet(minutes: BallotMinutes) -> bytes:
    """The record of a ballot as CSV."""
    return _csv(_ballot(minutes, say(N_("Ballot %(number)s"), number=minutes.id)))


def sitting_sheet(minutes: SittingMinutes) -> bytes:
    """The record of a sitting as CSV, with its ballots."""
    return _csv(_sitting(minutes))


def _csv(rows: Iterable[Row]) -> bytes:
    return sheet([say(head) for head in HEAD], rows)


def _at(moment: datetime | None) -> str:
    """Local day and minute, as every spreadsheet understands them."""
    return f"{moment.astimezone(territory().zone):%Y-%m-%d %H:%M}" if moment else ""


def _yes(value: bool) -> str:
    return say(N_("yes")) if value else say(N_("no"))


def _facts(part: str, facts: Iterable[tuple[str, Cell]]) -> Iterator[Row]:
    for label, value in facts:
        if value not in (None, ""):
            yield part, say(label), "", value, ""


def _ballot(one: BallotMinutes, part: str) -> Iterator[Row]:
    everybody = say(N_("All municipal councillors"))
    yield from _facts(
        part,
        [
            (N_("Question"), localised(one.question)),
            (N_("Proposal"), localised(one.title)),
            (N_("Kind of ballot"), say(KIND_LABELS[one.kind])),
            (N_("Way of voting"), say(MODE_LABELS[one.mode])),
            (N_("Who was asked"), localised(one.assembly) if one.assembly else everybody),
            (N_("Rules"), say(PROFILE_LABELS[one.rules.profile])),
            (N_("Voting opened"), _at(one.opened_at)),
            (N_("Voting closed"), _at(one.closed_at)),
            (N_("Result proclaimed"), _at(one.proclaimed_at)),
            (N_("Result of the vote"), say(OUTCOME_LABELS[one.outcome]) if one.outcome else None),
            (N_("Annulled"), _at(one.annulment.at) if one.annulment else None),
            (N_("Reason for the annulment"), one.annulment.reason if one.annulment else None),
            (N_("Replaces the ballot"), one.supersedes_id),
        ],
    )
    for flag in one.flags:
        yield part, say(N_("To be noted")), "", say(FLAG_LABELS[flag]), ""
    yield from _references(part, one.rules.references)
    if one.quorum:
        yield from _quorum(part, one.quorum)
    if one.figures:
        yield from _facts(part, one.figures.lines)
    if one.by_hand:
        yield (
            part,
            say(N_("Totals entered by hand")),
            say(N_("Clerk no. %(number)s"), number=one.by_hand.clerk or "–"),
            _at(one.by_hand.at),
            "",
        )
    yield from _names(part, one)
    yield from _readings(part, one)
    for head in one.checkpoints:
        signed = f"{head.key_id} {head.signature}"
        yield (
            part,
            say(N_("Signed state of the log")),
            str(head.size),
            head.head,
            f"{_at(head.signed_at)} {signed}",
        )


def _names(part: str, one: BallotMinutes) -> Iterator[Row]:
    for group in one.groups:
        for voice in group.voices:
            choice = say(CHOICE_LABELS[voice.choice]) if voice.choice else say(N_("No vote"))
            yield part, group.commune or say(N_("Vote")), voice.name, choice, _remark(voice)


def _remark(voice: Voice) -> str:
    said = [
        say(N_("by proxy: %(name)s"), name=voice.by_proxy) if voice.by_proxy else "",
        say(N_("entered by hand")) if voice.by_hand else "",
        voice.reason.body if voice.reason else "",
        say(N_("Reason withheld by moderation")) if voice.reason_withheld else "",
    ]
    return " – ".join(filter(None, said))


def _readings(part: str, one: BallotMinutes) -> Iterator[Row]:
    if one.readings is None:
        return
    without = say(N_("without effect"))
    for group in one.groups:
        yield part, say(N_("By commune")), group.commune or "", say(LEANING_LABELS[group.leaning]), without
    for leaning, count in one.readings.communes.items():
        yield part, say(N_("Communes")), say(LEANING_LABELS[leaning]), count, without
    for label, people in one.readings.people:
        yield part, say(N_("Inhabitants")), say(label), people, without


def _references(part: str, references: Iterable[Reference]) -> Iterator[Row]:
    for one in references:
        yield part, say(N_("Legal reference")), "", one.source, say(RULE_LABELS[one.rule])


def _quorum(part: str, quorum: Quorum) -> Iterator[Row]:
    yield from _facts(
        part,
        [
            (N_("Quorum needed"), quorum.required),
            (N_("Counted for the quorum"), quorum.counted),
            (N_("Quorum reached"), _yes(quorum.reached)),
            (N_("Why no quorum was needed"), say(FLAG_LABELS[quorum.waiver]) if quorum.waiver else None),
        ],
    )


def _sitting(one: SittingMinutes) -> Iterator[Row]:
    part = say(N_("Sitting"))
    yield from _facts(
        part,
        [
            (N_("Assembly"), localised(one.assembly)),
            (N_("Place"), one.place),
            (N_("Convened for"), _at(one.starts_at)),
            (N_("Convened on"), _at(one.convened_at)),
            (N_("Urgent convocation"), _yes(one.urgent)),
            (N_("Second convocation"), _yes(one.second)),
            (N_("First sitting"), _at(one.first_at)),
            (N_("Opened"), _at(one.opened_at)),
            (N_("Ended"), _at(one.ended_at)),
            (N_("President"), one.president),
            (N_("Members in office"), one.in_office),
            (N_("Present"), one.present),
            (N_("Represented"), one.represented),
            (N_("Absent"), one.absent),
        ],
    )
    yield from _references(part, one.references)
    yield from _room(one)
    for item in one.items:
        yield from _item(item)


def _room(one: SittingMinutes) -> Iterator[Row]:
    part = say(N_("Members"))
    for member in one.members:
        holder = say(N_("by proxy: %(name)s"), name=member.represented_by) if member.represented_by else ""
        yield part, member.function or "", member.name, say(STANDING_LABELS[member.standing]), holder
    for proxy in one.proxies:
        end = f"{_at(proxy.ended_at)} {say(PROXY_END_LABELS[proxy.end])}" if proxy.end else ""
        yield say(N_("Proxies")), proxy.grantor, proxy.holder, _at(proxy.given_at), end
    for line in one.movements:
        yield (
            say(N_("Arrivals and departures")),
            say(MOVEMENT_LABELS[line.movement]),
            line.name,
            _at(line.at),
            "",
        )


def _item(item: ItemLine) -> Iterator[Row]:
    part = say(N_("Item %(number)s"), number=item.position)
    yield from _facts(
        part,
        [
            (N_("Title"), localised(item.title)),
            (N_("State"), say(ITEM_LABELS[item.state])),
            (N_("Opened"), _at(item.opened_at)),
            (N_("Closed"), _at(item.closed_at)),
            (N_("Present"), item.present if item.quorum else None),
            (N_("Represented"), item.represented if item.quorum else None),
        ],
    )
    if item.quorum:
        yield from _quorum(part, item.quorum)
    for name in item.recused:
        yield part, say(N_("Stepped back")), name, "", ""
    for mode, count in ((Mode.public, item.asked.public), (Mode.secret, item.asked.secret)):
        if count:
            names = ", ".join(item.asked.public_names) if mode is Mode.public else ""
            yield part, say(N_("Members who asked for it")), say(MODE_LABELS[mode]), count, names
    for ballot in item.ballots:
        named = say(N_("Ballot %(number)s"), number=ballot.id)
        yield from _ballot(ballot, f"{part}, {named}")
