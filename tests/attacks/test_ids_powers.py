"""Whoever uses another's number, room, chantier, seat or role in a form."""

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.ballots import Vote
from consult.models.comments import Comment
from consult.models.moderation import Decision
from consult.models.organisations import Keeper, KeeperInvitation, Organisation
from consult.models.proposals import Answer, Proposal, ProposalAction
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.participation import OrganisationKind
from tests.factories import comments, councils, people, programme, proposals
from tests.support.browser import Browser, new_request
from tests.support.walking import addresses, browsing, csrf_token, fetch, guards
from tests.support.world import PEOPLE, build

#: Whose room an address leads to, by how it begins, the narrower first; ``everything`` holds all roles.
ROOMS = {
    "/fr/moderation/appeals": {"moderator", "administrator"},
    "/fr/moderation/suspensions": {"moderator", "administrator"},
    "/fr/moderation/": {"moderator"},
    "/fr/moderation": {"moderator", "administrator"},
    "/fr/editing/pages": {"administrator"},
    "/fr/editing": {"editor"},
    "/fr/clerk": {"clerk"},
    "/fr/admin/journal": {"auditor", "administrator"},
    "/fr/admin": {"administrator"},
    "/fr/proposals/on-behalf": {"moderator", "editor", "clerk"},
}


def count(model: type) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def send(browser: Browser, path: str, **fields: object):  # type: ignore[no-untyped-def]  # Werkzeug's answer
    return fetch(browser, path, method="POST", data=guards(csrf_token(browser)) | fields)


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("who", [who for who in PEOPLE if who != "everything"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_room_opens_for_its_role_only(app: Flask, who: str, method: str) -> None:
    world = build()
    browser = browsing(app, world, who)
    token = csrf_token(browser)
    refusals = {401} if who == "visitor" else {403, 404}
    for address in addresses(app, world, method):
        room = next((roles for start, roles in ROOMS.items() if address.path.startswith(start)), None)
        if room is None or who in room:
            continue
        answer = fetch(browser, address.path, method=method, data=guards(token) if method == "POST" else None)
        assert answer.status_code in refusals, f"{who}: {method} {address.path}: {answer.status_code}"


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.EDITOR])
def test_the_power_over_one_chantier_ends_at_its_border(browser: Browser, role: Role) -> None:
    elsewhere = [proposals.published(chantier_number=4), proposals.submitted(chantier_number=4)]
    comment = comments.written(elsewhere[0])
    action = programme.action(chantier=4)
    db.session.add(ProposalAction(proposal_id=elsewhere[0].id, action_id=action.id, linked_at=now()))
    browser.sign_in(people.with_role(role, chantier=7))
    sent = {
        f"/fr/moderation/comments/{comment.id}": {
            "kind": "hide",
            "ground": "spam",
            "version": "1",
            "seen": "0",
        },
    }
    for proposal in elsewhere:
        room = f"/fr/editing/proposals/{proposal.id}"
        sent |= {
            f"/fr/moderation/proposals/{proposal.id}": {"kind": "publish", "version": "1", "seen": "0"},
            f"{room}/answer": {
                "kind": "full",
                "outcome": "accepted",
                "reasons_fr": "x" * 99,
                "based_on": "0",
            },
            f"{room}/actions": {"action": str(action.id)},
            f"{room}/actions/{action.id}/unlink": {},
            f"{room}/start": {},
            f"{room}/finish": {},
        }
    for path, fields in sent.items():
        answer = send(browser, path, reason="Une raison assez longue pour être lue.", **fields)
        assert answer.status_code in {403, 404}, path
    assert (count(Decision), count(Answer), count(ProposalAction)) == (0, 0, 1)
    listed = fetch(browser, "/fr/moderation" if role is Role.MODERATOR else "/fr/editing").text
    assert elsewhere[0].title not in listed
    assert elsewhere[1].title not in listed


def test_nobody_enters_a_paper_for_a_chantier_that_is_not_theirs(browser: Browser) -> None:
    browser.sign_in(people.with_role(Role.EDITOR, chantier=7))
    page = browser.get("/fr/proposals/on-behalf")
    fields = {
        "title": "Un verger pour tous",
        "body": proposals.BODY,
        "chantier": "4",
        "channel": "paper",
        "name": "Paul Papier",
    }
    browser.post(page, "/on-behalf", fields, status=403)
    assert count(Proposal) == 0


def test_nobody_decides_on_their_own_text(browser: Browser) -> None:
    moderator = people.with_role(Role.MODERATOR)
    own = proposals.submitted(moderator)
    browser.sign_in(moderator)
    sent = {"kind": "publish", "version": "1", "seen": "0", "reason": ""}
    assert send(browser, f"/fr/moderation/proposals/{own.id}", **sent).status_code == 403
    assert own.state is ProposalState.SUBMITTED


def test_keepers_keep_their_own_organisation_only(browser: Browser) -> None:
    mine, victim = people.participant(), people.participant()
    own, other = people.organisation(mine), people.organisation(victim)
    theirs = db.session.scalar(sa.select(Keeper.id).where(Keeper.organisation_id == other.id))
    invitation = KeeperInvitation(organisation_id=other.id, email="third@example.org", invited_at=now())
    db.session.add(invitation)
    db.session.flush()
    browser.sign_in(mine)
    tries = {
        f"/fr/organisations/{other.id}/edit": 403,
        f"/fr/organisations/{other.id}/invitations": 403,
        f"/fr/organisations/{other.id}/invitations/{invitation.id}/withdraw": 403,
        f"/fr/organisations/{other.id}/keepers/{theirs}/end": 403,
        f"/fr/organisations/{own.id}/keepers/{theirs}/end": 404,
        f"/fr/organisations/{own.id}/invitations/{invitation.id}/withdraw": 404,
        f"/fr/organisations/invitations/{invitation.id}/accept": 404,
        f"/fr/organisations/invitations/{invitation.id}/decline": 404,
    }
    for path, status in tries.items():
        assert (
            send(browser, path, email="evil@example.org", name="Pris", about="x" * 40).status_code == status
        ), path
    db.session.expire_all()
    assert db.session.scalar(sa.select(sa.func.count()).where(Keeper.ended_at.is_not(None))) == 0
    assert (count(KeeperInvitation), invitation.ended_at) == (1, None)
    assert db.session.get_one(Organisation, other.id).name == other.name


def test_no_public_body_is_founded_by_a_smuggled_kind(browser: Browser) -> None:
    browser.sign_in(people.participant())
    page = browser.get("/fr/organisations/new")
    for kind in ("town_hall", "public_body", "partner_city", "development_council", "evil"):
        fields = {"name": "Les Amis", "kind": kind, "about": "Nous plantons des arbres fruitiers."}
        browser.post(page, "/organisations/new", fields, status=422)
    assert count(Organisation) == 0
    assert OrganisationKind("town_hall") in OrganisationKind


def test_fields_smuggled_into_a_comment_change_nothing(browser: Browser) -> None:
    me, victim = people.participant(), people.participant()
    path = f"/fr/proposals/{proposals.published().id}"
    foreign = people.organisation(victim)
    browser.sign_in(me)
    page = browser.get(path)
    smuggled = {
        "author_id": str(victim.id),
        "visibility": "removed",
        "useful_count": "99",
        "created_at": "2019-01-01",
        "id": "77",
        "proposal_id": "99",
    }
    browser.post(page, "/comments", {"body": comments.BODY, "organisation_id": str(foreign.id)}, status=422)
    browser.post(page, "/comments", {"body": comments.BODY} | smuggled)
    made = db.session.scalars(sa.select(Comment)).one()
    assert (made.author_id, made.visibility, made.useful_count) == (me.id, Visibility.VISIBLE, 0)
    assert made.id != 77


def test_fields_smuggled_into_a_profile_give_no_power(browser: Browser) -> None:
    me = people.participant()
    browser.sign_in(me)
    page = browser.get("/fr/account/profile")
    smuggled = {
        "role": "administrator",
        "suspended_until": "",
        "email": "new@example.org",
        "id": "1",
        "demo": "1",
    }
    browser.post(page, "/account/profile", {"display_name": "Nina Bleu"} | smuggled)
    db.session.expire_all()
    changed = db.session.get_one(Account, me.id)
    assert (changed.display_name, changed.email, changed.demo) == ("Nina Bleu", me.email, False)
    assert people.actor(changed).grants == frozenset()


@pytest.mark.parametrize("role", ["administrator", "councillor", "SYSTEM", "", "\0"])
def test_a_role_is_granted_by_administrators_only(browser: Browser, role: str) -> None:
    browser.sign_in(me := people.with_role(Role.EDITOR))
    for path in (f"/fr/admin/accounts/{me.id}", f"/fr/admin/accounts/{me.id}/revoke"):
        assert send(browser, path, role=role, chantier="all").status_code == 403
    assert {grant.role for grant in people.actor(me).grants} == {Role.EDITOR}


@pytest.mark.parametrize("seat", ["another", "0", "-1", str(2**31), str(2**63), "9" * 5000, "٣", "", "1e3"])
def test_a_vote_is_for_ones_own_seat_only(browser: Browser, seat: str) -> None:
    me, other = councils.member(), councils.councillor()
    ballot = councils.opened()
    browser.sign_in(me.account)
    named = str(other.id) if seat == "another" else seat
    prefix = f"b{ballot.id}-s{named}-"
    fields = {
        "seat": named,
        f"{prefix}choice": "for",
        f"{prefix}expected_version": "0",
        f"{prefix}reason": "",
    }
    zero = f"b{ballot.id}-s0-"  # what the view makes of a number that is none
    fields |= {f"{zero}choice": "for", f"{zero}expected_version": "0"}
    assert send(browser, f"/fr/ballots/{ballot.id}/vote", **fields).status_code in {403, 422}
    assert count(Vote) == 0


@pytest.mark.parametrize("version", ["-1", "9" * 5000, str(2**63), "٣", "1.0", "\0"])
def test_a_bent_version_casts_no_second_vote(browser: Browser, version: str) -> None:
    me = councils.member()
    ballot = councils.opened()
    browser.sign_in(me.account)
    prefix = f"b{ballot.id}-s{me.seat.id}-"
    fields = {"seat": str(me.seat.id), f"{prefix}choice": "for", f"{prefix}expected_version": "0"}
    assert send(browser, f"/fr/ballots/{ballot.id}/vote", **fields).status_code == 302
    fields |= {f"{prefix}choice": "against", f"{prefix}expected_version": version}
    assert send(browser, f"/fr/ballots/{ballot.id}/vote", **fields).status_code == 409
    assert [vote.choice.value for vote in db.session.scalars(sa.select(Vote))] == ["for"]


@pytest.mark.parametrize("parent", ["000000000001" + "9" * 40, "9" * 5000, str(2**31), "-1", "0", "٣"])
def test_a_reply_to_a_number_that_is_none_is_no_accident(browser: Browser, parent: str) -> None:
    browser.sign_in(people.participant())
    path = f"/fr/proposals/{proposals.published().id}"
    fields = browser.get(path).form("/comments") | {"body": [comments.BODY], "parent_id": [parent]}
    new_request()
    assert browser.client.post(f"{path}/comments", data=fields).status_code in {302, 404}
    assert db.session.scalar(sa.select(sa.func.count()).where(Comment.parent_id.is_not(None))) == 0
