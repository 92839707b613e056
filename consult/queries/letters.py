"""What a mail needs to tell: each function reads one thing as it stands when the letter is written."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from consult.kernel.clock import local_day
from consult.kernel.db import Base, db
from consult.kernel.errors import NotFound
from consult.models.accounts import Account
from consult.models.assemblies import Councillor, Seat
from consult.models.ballots import Ballot, Paper
from consult.models.comments import Comment
from consult.models.events import Event, Registration, Venue
from consult.models.moderation import Decision, Merge, Report
from consult.models.offers import Call, Offer
from consult.models.programme import Chantier
from consult.models.proposals import Answer, FollowUp, Proposal
from consult.models.sittings import Proxy, Sitting
from consult.models.translations import Translation
from consult.queries.ballots.names import PublicReason, public_reason
from consult.queries.ballots.unvoted import unvoted_by

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives a letter, and where."""

    name: str
    email: str | None
    pending_email: str | None
    former_email: str | None
    language: str
    confirmed: bool
    account_id: int | None = None
    councillor_id: int | None = None


def recipient(
    account_id: int | None, councillor_id: int | None, report_id: int | None = None
) -> Recipient | None:
    """The person behind an outbox row as they are now; None when erased or gone."""
    if report_id is not None:
        return _reporter(report_id)
    if account_id is not None:
        account = db.session.get(Account, account_id)
        if account is None or account.erased_at is not None:
            return None
        return Recipient(
            name=account.display_name,
            email=account.email,
            pending_email=account.pending_email,
            former_email=account.former_email,
            language=account.language,
            confirmed=account.confirmed_at is not None,
            account_id=account.id,
        )
    councillor = db.session.get(Councillor, councillor_id) if councillor_id is not None else None
    if councillor is None:
        return None
    return Recipient(
        name=councillor.full_name,
        email=councillor.email,
        pending_email=None,
        former_email=None,
        language=councillor.language,
        confirmed=True,
        councillor_id=councillor.id,
    )


def _reporter(report_id: int) -> Recipient | None:
    """Who reported without an account, while the address they gave is kept.

    Nobody has proved that it is theirs, so the name they gave stands in no letter: a stranger would read it.
    """
    made = db.session.get(Report, report_id)
    if made is None or made.notifier_email is None:
        return None
    return Recipient(
        name="",
        email=made.notifier_email,
        pending_email=None,
        former_email=None,
        language=made.reader_language,
        confirmed=True,
    )


def account_name(account_id: int | None) -> str | None:
    """The display name of an account that is not erased."""
    account = db.session.get(Account, account_id) if account_id is not None else None
    return account.display_name if account is not None and account.erased_at is None else None


def chantier(number: int) -> Chantier | None:
    return db.session.get(Chantier, number)


def proposal(proposal_id: int) -> Proposal | None:
    return db.session.get(Proposal, proposal_id)


def comment(comment_id: int) -> Comment | None:
    """With its proposal, author and organisation."""
    return _one(
        sa.select(Comment)
        .options(joinedload(Comment.proposal), joinedload(Comment.author), joinedload(Comment.organisation))
        .where(Comment.id == comment_id)
    )


def translation(translation_id: int) -> Translation | None:
    """With the proposal, or the comment and its proposal."""
    return _one(
        sa.select(Translation)
        .options(
            joinedload(Translation.proposal), joinedload(Translation.comment).joinedload(Comment.proposal)
        )
        .where(Translation.id == translation_id)
    )


def decision(decision_id: int) -> Decision | None:
    """With the text concerned: proposal and version, or comment and its proposal."""
    return _one(
        sa.select(Decision)
        .options(
            joinedload(Decision.proposal),
            joinedload(Decision.proposal_version),
            joinedload(Decision.comment_version),
            joinedload(Decision.comment).joinedload(Comment.proposal),
        )
        .where(Decision.id == decision_id)
    )


def merge(merge_id: int) -> Merge | None:
    """With both proposals."""
    return _one(
        sa.select(Merge)
        .options(joinedload(Merge.source), joinedload(Merge.target))
        .where(Merge.id == merge_id)
    )


def report(report_id: int) -> Report | None:
    """With the text that was reported."""
    return _one(
        sa.select(Report)
        .options(joinedload(Report.proposal), joinedload(Report.comment).joinedload(Comment.proposal))
        .where(Report.id == report_id)
    )


def paper(paper_id: int) -> Paper | None:
    """With its ballots."""
    return _one(sa.select(Paper).options(selectinload(Paper.ballots)).where(Paper.id == paper_id))


def ballot(ballot_id: int) -> Ballot | None:
    """With its paper and proposal."""
    return _one(
        sa.select(Ballot)
        .options(joinedload(Ballot.paper), joinedload(Ballot.proposal))
        .where(Ballot.id == ballot_id)
    )


def unvoted(account_id: int | None, ballot_ids: list[int], moment: datetime) -> list[Ballot]:
    """Those of the ballots, with their paper, in which a seat of the account could vote and has not."""
    if account_id is None:
        return []
    return unvoted_by(account_id, ballot_ids, moment, local_day(moment))


def vote_reason(ballot_id: int, seat_id: int) -> PublicReason | None:
    """A public reason with its ballot; None while it is not public."""
    try:
        return public_reason(ballot_id, seat_id)
    except NotFound:
        return None


def sitting(sitting_id: int) -> Sitting | None:
    """With its assembly and its agenda."""
    return _one(
        sa.select(Sitting)
        .options(joinedload(Sitting.assembly), selectinload(Sitting.items))
        .where(Sitting.id == sitting_id)
    )


def proxy(proxy_id: int) -> tuple[Proxy, Sitting] | None:
    """With its sitting, the sitting's assembly, and the member who gave it."""
    found = db.session.execute(
        sa.select(Proxy, Sitting)
        .join(Sitting, Sitting.id == Proxy.sitting_id)
        .options(joinedload(Proxy.grantor).joinedload(Seat.councillor), joinedload(Sitting.assembly))
        .where(Proxy.id == proxy_id)
    ).first()
    return (found[0], found[1]) if found is not None else None


def answer(answer_id: int) -> Answer | None:
    """With its proposal."""
    return _one(sa.select(Answer).options(joinedload(Answer.proposal)).where(Answer.id == answer_id))


def follow_up(follow_up_id: int) -> tuple[FollowUp, Proposal] | None:
    """A step on the way to the result, with its proposal."""
    found = db.session.execute(
        sa.select(FollowUp, Proposal)
        .join(Proposal, Proposal.id == FollowUp.proposal_id)
        .where(FollowUp.id == follow_up_id)
    ).first()
    return (found[0], found[1]) if found is not None else None


def offer(offer_id: int) -> Offer | None:
    """With the need, or the call and its action."""
    return _one(
        sa.select(Offer)
        .options(joinedload(Offer.proposal), joinedload(Offer.call).joinedload(Call.action))
        .where(Offer.id == offer_id)
    )


def event(event_id: int) -> Event | None:
    """A meeting with its venues and where these are."""
    venues = selectinload(Event.venues)
    ground = (venues.joinedload(each) for each in (Venue.commune, Venue.place, Venue.city))
    return _one(sa.select(Event).options(*ground).where(Event.id == event_id))


def registration(event_id: int, account_id: int | None) -> Registration | None:
    """What became of a person's place at a meeting."""
    wanted = sa.select(Registration).where(Registration.event_id == event_id)
    return _one(wanted.where(Registration.account_id == account_id))


def _one(statement: sa.Select[Row]) -> Row | None:
    return db.session.scalars(statement).first()
