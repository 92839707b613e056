"""A small town with one of everything, and a person for each role, for tests that walk all addresses."""

from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.models.accounts import Account, AccountSession, RoleGrant
from consult.models.comments import Comment
from consult.models.moderation import DeclaredTie, Report
from consult.models.organisations import Keeper, KeeperInvitation
from consult.models.programme import Action
from consult.models.proposals import Proposal, ProposalAction
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.moderation import DecisionKind, Ground, Subject, SubjectKind
from consult.services import ballots, moderation, outbox, seat_lists, translations
from consult.services import events as events_services
from consult.services import sittings as services
from consult.services.translations import TranslationFields
from tests.factories import (
    comments,
    councils,
    events,
    mail,
    offers,
    people,
    positions,
    programme,
    proposals,
    sittings,
)
from tests.factories.appeals import AGAINST, bench, dismissed, restricted
from tests.factories.waiting import suspension
from tests.support.seat_files import line, listed

STAFF = tuple(role.value for role in Role)
#: ``everything`` holds all roles at once, so that walks meet the most pages.
PEOPLE = ("visitor", "author", "stranger", *STAFF, "everything")
#: Who comes to untouched ground.
UNTOUCHED = ("visitor", "stranger", "councillor", *STAFF)


@dataclass
class World:
    """``people`` by role, None for the visitor; ``ids``: what each part of an address may be."""

    people: dict[str, Account | None] = field(default_factory=dict)
    ids: dict[str, list[object]] = field(default_factory=dict)


def empty() -> World:
    """A person for each role on untouched ground, committed: nobody has done anything yet."""
    world = World({"visitor": None, "stranger": people.participant("Ben Roth")})
    world.people["councillor"] = councillor = people.participant("Lena Blum")
    councils.claimed(councils.councillor(), councillor)
    world.people |= {role: people.with_role(Role(role)) for role in STAFF}
    world.ids = {"number": [4], "insee": ["57463"], "year": [today().year]}
    db.session.commit()
    return world


def build() -> World:
    """Everything committed; the author keeps an organisation, is invited to another and owns a seat."""
    world = World()
    author = people.participant("Ada Weiss", email="ada@example.org")
    world.people = {"visitor": None, "author": author, "stranger": people.participant("Ben Roth")}
    world.people |= {role: people.with_role(Role(role)) for role in STAFF}
    world.people["everything"] = _everything()
    stages = [_proposal(author, state) for state in ProposalState if state is not ProposalState.IN_BALLOT]
    mail.answer(next(one for one in stages if one.state is ProposalState.ANSWERED))
    hidden = proposals.published(author, visibility=Visibility.HIDDEN)
    member = councils.claimed(councils.councillor(), author)
    ballot = councils.opened(published := proposals.published(author))
    waiting = councils.scheduled(proposals.published())[0]
    comment, foreign = comments.written(published, author), comments.written(published)
    action = programme.action()
    db.session.add(ProposalAction(proposal_id=stages[-1].id, action_id=action.id, linked_at=now()))
    _report(published)
    world.ids = {
        "proposal_id": [*(one.id for one in stages), hidden.id, published.id],
        "comment_id": [comment.id, foreign.id],
        "ballot_id": [ballot.id, waiting.id],
        "paper_id": [ballot.paper_id, waiting.paper_id, _unscheduled()],
        "assembly_id": [member.seat.assembly_id],
        "councillor_id": [member.seat.councillor_id],
        "seat_id": [member.seat.id],
        "file_id": [seat_lists.upload(SYSTEM, listed(line())).id],
        "account_id": [author.id],
        "action_id": [action.id],
        **_offers(action, author),
        **_events(author),
        **_positions(author),
        "key": ["4", "new", str(action.id)],
        "place_id": [programme.place().id],
        "insee": ["57463"],
        "number": [4],
        "text_id": [published.id, comment.id],
        "language": ["de"],
        "translation_id": _translations(published, comment),
        "token": ["a-token-nobody-has"],
        "thing_id": [published.id],
        **_room(world.people["everything"], author),
        "year": [today().year],
        **_organisation(author),
        **_sittings(),
        **_contested(author),
    }
    db.session.commit()
    return world


def _everything() -> Account:
    account = people.participant("Eva Stern")
    db.session.add_all(RoleGrant(account_id=account.id, role=role, granted_at=now()) for role in Role)
    people.organisation(account)
    return account


def _sittings() -> dict[str, list[object]]:
    """Convened, and under way with an item under discussion, in the author's own council."""
    coming, room = sittings.convened(2), sittings.under_way(4, present=3, items=2)
    services.open_item(SYSTEM, room.item.id)
    return {
        "sitting_id": [coming.sitting.id, room.sitting.id],
        "item_id": [item.id for item in (*coming.items, *room.items)],
        "proxy_id": [room.proxy(3, 1)],
    }


def _room(moderator: Account | None, author: Account) -> dict[str, list[object]]:
    """What moderators arrange among themselves: a tie declared, a suspension proposed."""
    assert moderator is not None
    other = people.participant()
    tie = DeclaredTie(account_id=moderator.id, person_id=other.id, declared_at=now())
    db.session.add(tie)
    db.session.flush()
    return {"tie_id": [tie.id], "suspension_id": [suspension(author).id]}


def _proposal(author: Account, state: ProposalState) -> Proposal:
    return proposals.in_state(state, author)


def _offers(action: Action, author: Account) -> dict[str, list[object]]:
    """A call; an offer of the author to it, and one that the author receives."""
    call = offers.called(action)
    made, received = offers.offered(call, author), offers.offered(offers.need(author))
    return {"call_id": [call.id], "offer_id": [made.id, received.id]}


def _events(author: Account) -> dict[str, list[object]]:
    """A draft, one that the author comes to, one that is cancelled, and one that is over."""
    draft, coming, off = events.draft(), events.published(), events.published()
    events_services.register(people.actor(author), coming.id, coming.venues[0].id)
    events_services.cancel(SYSTEM, off.id, {"fr": "Pluie."})
    return {"event_id": [draft.id, coming.id, off.id, events.over().id]}


def _positions(author: Account) -> dict[str, list[object]]:
    """On one project: an organisation of the author, and another one."""
    discussed = positions.project()
    given = [positions.given(one, positions.on(discussed)) for one in (author, people.participant())]
    return {"project_id": [discussed.id], "position_id": [one.id for one in given]}


def _unscheduled() -> int:
    paper = ballots.prepare(SYSTEM, councils.draft(opens=timedelta(hours=1), closes=timedelta(days=9)))
    return paper.id


def _report(proposal: Proposal) -> None:
    reporter = people.participant()
    db.session.add(
        Report(
            proposal_id=proposal.id,
            ground=Ground.SPAM,
            explanation="C’est de la publicité.",
            language="fr",
            code="a-code-of-a-report",
            reader_language="fr",
            reporter_id=reporter.id,
            reporter_key=f"account:{reporter.id}",
            created_at=now(),
            due_at=now() + timedelta(days=1),
        )
    )
    outbox.tell("account-sign-in", [reporter.id], "key")


def _contested(author: Account) -> dict[str, list[object]]:
    """A decision that its author may contest, one that is contested, reports with and without an answer."""
    court = bench()
    _proposal, decision = restricted(court, DecisionKind.HIDE, author)
    _other, second = restricted(court, DecisionKind.REMOVE, author)
    appeal = moderation.contest(people.actor(author), second.id, AGAINST)
    _third, report, _reporter = dismissed(court)
    return {
        "decision_id": [decision.id, second.id],
        "appeal_id": [appeal.id],
        "code": ["a-code-of-a-report", report.code],
    }


def _translations(proposal: Proposal, comment: Comment) -> list[object]:
    """One that readers get, and one that waits for the team."""
    fields = {
        "language": "de",
        "version": 1,
        "body": "Die Kinder der Schule könnten im Frühling Bäume pflanzen.",
    }
    shown = translations.propose(
        people.actor(people.with_role(Role.EDITOR)),
        Subject(SubjectKind.PROPOSAL, proposal.id),
        TranslationFields(title="Eine Streuobstwiese für alle", **fields),  # type: ignore[arg-type]
    )
    waiting = translations.propose(
        people.actor(people.participant()),
        Subject(SubjectKind.COMMENT, comment.id),
        TranslationFields(**fields),  # type: ignore[arg-type]
    )
    return [shown.id, waiting.id]


def _organisation(author: Account) -> dict[str, list[object]]:
    kept, other = people.organisation(author), people.organisation(people.participant())
    invitation = KeeperInvitation(organisation_id=other.id, email=author.email, invited_at=now())
    pending = KeeperInvitation(organisation_id=kept.id, email="new@example.org", invited_at=now())
    db.session.add_all([invitation, pending])
    people.session(author)
    db.session.flush()
    return {
        "organisation_id": [kept.id, other.id],
        "invitation_id": [invitation.id, pending.id],
        "keeper_id": [db.session.scalar(sa.select(Keeper.id).where(Keeper.organisation_id == kept.id))],
        "session_id": [db.session.scalar(sa.select(AccountSession.id).limit(1))],
    }
