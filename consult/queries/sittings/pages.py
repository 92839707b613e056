"""One sitting's page: convocation, agenda and votes, the room in figures, the reader's own place."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from consult.kernel.actor import Actor
from consult.kernel.clock import local_day, now
from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.kernel.i18n import current_language
from consult.models.ballots import Ballot
from consult.models.sittings import AgendaItem, ModeRequest, Proxy, Recusal, Sitting
from consult.queries.ballots import BallotCard, BallotPage
from consult.queries.ballots.cards import card as ballot_card
from consult.queries.ballots.cards import with_surroundings
from consult.queries.ballots.mandates import mandates
from consult.queries.ballots.pages import voting_page
from consult.queries.sittings.deeds import active_proxies, movements
from consult.queries.sittings.lists import PUBLIC, SittingCard, card
from consult.queries.sittings.live import Now
from consult.queries.sittings.members import council
from consult.queries.sittings.place import Place, place_of
from consult.queries.translations import Reading, readings
from consult.rules import voting
from consult.rules.lifecycle import Visibility
from consult.rules.rule_sets import RULE_SETS, Profile, SittingRules
from consult.rules.sittings import ItemState, present_seats, quorum_kept, room
from consult.rules.voting import BallotState, Mode, QuorumCheck

#: States of a ballot in which its vote is under way.
GOING = (BallotState.open, BallotState.suspended)
#: Another sitting of the same items: its id and its time.
Neighbour = tuple[int, datetime] | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of the agenda; ``quorum`` as found when it opened; ``ballots`` oldest first.

    ``public`` and ``secret`` count the members who ask for such a vote.
    """

    id: int
    position: int
    title: Localised
    question: Localised
    state: ItemState
    appointment: bool
    quorum: QuorumCheck | None
    proposal_id: int | None
    proposal: Reading | None
    ballots: list[BallotCard]
    public: int
    secret: int


@dataclass(frozen=True, slots=True)
class SittingPage:
    """``first``: the sitting that lacked its quorum; ``again``: the one convened after; ``vote``: under way.

    ``in_office``, ``present`` and ``represented`` are counted now; the last two mean something from the
    opening on. ``needed``: how many members must ask for a public and for a secret vote.
    """

    card: SittingCard
    urgent: bool
    recalls_rule: bool
    convened_at: datetime | None
    opened_at: datetime | None
    ended_at: datetime | None
    profile: Profile
    rules: SittingRules
    sources: dict[str, str]
    items: list[ItemView]
    in_office: int
    present: int
    represented: int
    needed: dict[Mode, int]
    first: Neighbour
    again: Neighbour
    now: Now
    vote: BallotPage | None
    place: Place | None

    @property
    def quorum(self) -> int:
        """How many members must be present, while nobody steps back."""
        return voting.quorum(self.in_office)

    @property
    def current(self) -> ItemView | None:
        """The item under discussion."""
        return next((item for item in self.items if item.state is ItemState.OPEN), None)


def public_sitting(sitting_id: int) -> Sitting:
    """A sitting whose members have been convened, with its assembly; else ``NotFound``."""
    found = db.session.scalar(
        sa.select(Sitting).where(Sitting.id == sitting_id, PUBLIC).options(joinedload(Sitting.assembly))
    )
    if found is None:
        raise NotFound()
    return found


def item_of_sitting(sitting_id: int, item_id: int) -> Sitting:
    """The public sitting, if the item is on its agenda; else ``NotFound``."""
    sitting = public_sitting(sitting_id)
    if db.session.scalar(sa.select(AgendaItem.sitting_id).where(AgendaItem.id == item_id)) != sitting_id:
        raise NotFound()
    return sitting


def proxy_of_sitting(sitting_id: int, proxy_id: int) -> None:
    """``NotFound`` unless the proxy was given for this public sitting."""
    public_sitting(sitting_id)
    if db.session.scalar(sa.select(Proxy.sitting_id).where(Proxy.id == proxy_id)) != sitting_id:
        raise NotFound()


def page(actor: Actor, sitting_id: int) -> SittingPage:
    """Everything on a sitting's page; seven statements, three more for a member while a vote is under way."""
    moment = now()
    sitting, first, again = _with_neighbours(sitting_id)
    profile = Profile(sitting.profile or sitting.assembly.profile)
    rules = RULE_SETS[profile]
    if rules.sitting is None:
        raise NotFound()
    agenda = _agenda(sitting.id)
    ballots = _ballots([item.id for item in agenda])
    steps = _steps([item.id for item in agenda])
    proxies = active_proxies(sitting.id)
    members = council(sitting.assembly_id, local_day(moment))
    came = present_seats((seat, movement) for _, seat, movement in movements(sitting.id))
    present = came & {member.seat_id for member in members}
    there = room(present, [voting.Proxy(one.grantor_seat_id, one.holder_seat_id) for one in proxies])
    return SittingPage(
        card=card(sitting),
        urgent=sitting.urgent,
        recalls_rule=sitting.recalls_rule,
        convened_at=sitting.convened_at,
        opened_at=sitting.opened_at,
        ended_at=sitting.ended_at,
        profile=profile,
        rules=rules.sitting,
        sources={reference.rule: reference.source for reference in rules.references},
        items=_items(agenda, ballots, steps, moment),
        in_office=len(members),
        present=len(present),
        represented=len(there.represented),
        needed=_needed(rules.sitting, len(present)),
        first=first,
        again=again,
        now=_now(sitting, agenda, ballots, len(present)),
        vote=_vote(actor, ballots, moment),
        place=place_of(actor, members, there, proxies, steps),
    )


def _with_neighbours(sitting_id: int) -> tuple[Sitting, Neighbour, Neighbour]:
    """The public sitting, the one before whose quorum failed, and the one convened after it."""
    first, again = aliased(Sitting), aliased(Sitting)
    row = db.session.execute(
        sa.select(Sitting, first.id, first.starts_at, again.id, again.starts_at)
        .outerjoin(first, first.id == Sitting.first_id)
        .outerjoin(again, sa.and_(again.first_id == Sitting.id, again.convened_at.is_not(None)))
        .where(Sitting.id == sitting_id, PUBLIC)
        .options(joinedload(Sitting.assembly))
    ).first()
    if row is None:
        raise NotFound()
    sitting, first_id, first_at, again_id, again_at = row
    before = (first_id, first_at) if first_id is not None else None
    return sitting, before, (again_id, again_at) if again_id is not None else None


def _agenda(sitting_id: int) -> list[AgendaItem]:
    return list(
        db.session.scalars(
            sa.select(AgendaItem)
            .where(AgendaItem.sitting_id == sitting_id)
            .order_by(AgendaItem.position, AgendaItem.id)
            .options(joinedload(AgendaItem.proposal))
        )
    )


def _ballots(item_ids: list[int]) -> list[Ballot]:
    query = (
        sa.select(Ballot)
        .where(Ballot.agenda_item_id.in_(item_ids), Ballot.question_sha256.is_not(None))
        .order_by(Ballot.id)
        .options(*with_surroundings())
    )
    return list(db.session.scalars(query).unique())


def _steps(item_ids: list[int]) -> list[tuple[int, int, Mode | None]]:
    """(item, seat, the mode it asks for; None: it steps back), in one statement."""
    back = sa.select(Recusal.item_id, Recusal.seat_id, sa.cast(sa.null(), sa.String(20))).where(
        Recusal.item_id.in_(item_ids)
    )
    asked = sa.select(
        ModeRequest.item_id, ModeRequest.seat_id, sa.cast(ModeRequest.mode, sa.String(20))
    ).where(ModeRequest.item_id.in_(item_ids))
    rows = db.session.execute(sa.union_all(back, asked))
    return [(item, seat, Mode(mode) if mode else None) for item, seat, mode in rows]


def _items(
    agenda: Sequence[AgendaItem],
    ballots: Iterable[Ballot],
    steps: Iterable[tuple[int, int, Mode | None]],
    moment: datetime,
) -> list[ItemView]:
    """With one statement more where a proposal is in another language than the reader's."""
    public = [item.proposal for item in agenda if item.proposal]
    texts = readings(
        [proposal for proposal in public if proposal.visibility is Visibility.VISIBLE], current_language()
    )
    by_id = {subject.id: text for subject, text in texts.items()}
    return [_item(item, by_id.get(item.proposal_id or 0), ballots, steps, moment) for item in agenda]


def _item(
    item: AgendaItem,
    proposal: Reading | None,
    ballots: Iterable[Ballot],
    steps: Iterable[tuple[int, int, Mode | None]],
    moment: datetime,
) -> ItemView:
    asked = Counter(mode for number, _, mode in steps if number == item.id)
    return ItemView(
        id=item.id,
        position=item.position,
        title=item.title,
        question=item.question,
        state=item.state,
        appointment=item.appointment,
        quorum=quorum_kept(item.quorum) if item.quorum else None,
        proposal_id=item.proposal_id if proposal else None,
        proposal=proposal,
        ballots=[ballot_card(one, moment) for one in ballots if one.agenda_item_id == item.id],
        public=asked[Mode.public],
        secret=asked[Mode.secret],
    )


def _now(sitting: Sitting, agenda: Iterable[AgendaItem], ballots: Iterable[Ballot], present: int) -> Now:
    """The same as ``live.now_in`` gives, from what the page has read already."""
    current = next((item for item in agenda if item.state is ItemState.OPEN), None)
    vote = next((one for one in ballots if one.state in GOING), None)
    settled = (
        sum(item.state in (ItemState.DONE, ItemState.FAILED) for item in agenda)
        + sum(one.closed_at is not None for one in ballots)
        + sum(one.proclaimed_at is not None for one in ballots)
    )
    return Now(
        state=sitting.state,
        present=present,
        item_id=current.id if current else None,
        position=current.position if current else None,
        title=current.title if current else {},
        ballot_id=vote.id if vote else None,
        vote=vote.state if vote else None,
        cast=vote.cast_count if vote else 0,
        roll=vote.roll_size if vote else 0,
        settled=settled,
        on_paper=vote is not None and vote.mode is Mode.secret,
    )


def _needed(rules: SittingRules, present: int) -> dict[Mode, int]:
    portions = {Mode.public: rules.requests.public, Mode.secret: rules.requests.secret}
    return {mode: max(1, -(-present * one.num // one.den)) for mode, one in portions.items()}


def _vote(actor: Actor, ballots: Iterable[Ballot], moment: datetime) -> BallotPage | None:
    going = next((one for one in ballots if one.state in GOING), None)
    if going is None:
        return None
    return voting_page(going, moment, mandates([going], actor.councillor_id, local_day(moment))[going.id])
