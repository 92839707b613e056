"""Changes to one's own account, and leaving."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from consult.kernel.actor import SYSTEM, VISITOR, Grant, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from consult.models.accounts import Account, AccountSession, AccountToken
from consult.models.notifications import OutboxItem
from consult.models.organisations import Keeper
from consult.models.proposals import Proposal, Support
from consult.queries.accounts import actor_of_account
from consult.queries.leaving import own_data
from consult.rules.moderation import DecisionKind, Subject, SubjectKind
from consult.rules.participation import TokenPurpose
from consult.services import accounts, moderation, passwords
from consult.services.accounts import Profile
from tests.factories import people, proposals
from tests.factories.appeals import bench, ruling
from tests.support.mailbox import account_of, owed

PASSWORD = "vier blaue Berge am Fluss"
NEW = "fünf gelbe Boote im Hafen"
PROFILE = Profile("Neu", "origin:luxembourg", ("visits", "works"), "de")


def hashed(password: str = PASSWORD) -> str:
    return passwords.digest(password, personal=())


def sessions(account: Account) -> list[str]:
    statement = sa.select(AccountSession.device).where(AccountSession.account_id == account.id)
    return list(db.session.scalars(statement.order_by(AccountSession.id)))


def signed_in(account: Account, device: str = "here"):
    accounts.open_session(account.id, device)
    db.session.flush()
    newest = sa.select(sa.func.max(AccountSession.id)).where(AccountSession.account_id == account.id)
    return replace(people.actor(account), session_id=db.session.scalar(newest))


def test_a_profile_changes_and_moving_across_the_border_leaves_the_commune(app):
    account = people.participant()
    accounts.change_profile(people.actor(account), PROFILE)
    assert (account.commune_insee, account.origin, account.language) == (None, "luxembourg", "de")
    assert account.ties == ["visits", "works"]


def test_a_suspended_person_keeps_the_name_and_changes_the_rest(app):
    account = people.participant("Rosa Linden")
    suspended = replace(people.actor(account), suspended=True)
    accounts.change_profile(suspended, replace(PROFILE, display_name="Rosa Linden"))
    assert account.origin == "luxembourg"
    with pytest.raises(Invalid) as refusal:
        accounts.change_profile(suspended, PROFILE)
    assert (refusal.value.code, refusal.value.field) == ("suspended_name", "display_name")


def test_a_suspended_person_whose_name_was_withheld_chooses_once(app):
    account = people.participant("Rosa Linden")
    moderation.decide(bench().first, Subject(SubjectKind.ACCOUNT, account.id), ruling(DecisionKind.HIDE))
    suspended = replace(people.actor(account), suspended=True)
    accounts.change_profile(suspended, PROFILE)
    assert account.display_name == "Neu"
    with pytest.raises(Invalid):
        accounts.change_profile(suspended, replace(PROFILE, display_name="Noch neuer"))


def test_visitors_change_nothing(app):
    with pytest.raises(NotAllowed):
        accounts.change_profile(VISITOR, PROFILE)


def test_a_new_password_needs_the_old_one_and_ends_the_other_sessions(app):
    account = people.participant(password_hash=hashed())
    elsewhere, here = signed_in(account, "elsewhere"), signed_in(account)
    for wrong in (None, accounts.check_own(elsewhere, "wrong")):
        with pytest.raises(Invalid) as refusal:
            accounts.change_password(here, wrong, hashed(NEW))
        assert refusal.value.field == "old_password"
    accounts.change_password(here, accounts.check_own(here, PASSWORD), hashed(NEW))
    assert sessions(account) == ["here"]
    assert owed(account) == ["account-password-changed"]
    assert accounts.check_credentials(account.email, NEW).account_id == account.id


def test_somebody_else_s_right_password_does_not_count(app):
    account, other = (people.participant(password_hash=hashed()) for _ in range(2))
    checked = accounts.check_credentials(other.email, PASSWORD)
    with pytest.raises(Invalid):
        accounts.change_password(people.actor(account), checked, hashed(NEW))


def test_a_first_password_needs_no_old_one(app):
    account = people.participant()
    accounts.change_password(people.actor(account), None, hashed())
    assert account.password_hash is not None


def test_a_reset_ends_every_session_and_opens_one(app):
    account = people.participant(password_hash=hashed())
    signed_in(account, "thief")
    secret = accounts.issue_token(account.id, TokenPurpose.RESET)
    entry = accounts.reset_password(secret, hashed(NEW), "mine")
    assert sessions(account) == ["mine"]
    assert entry.actor.account_id == account.id
    assert owed(account) == ["account-password-changed"]


def test_an_address_changes_by_the_link_sent_to_it_and_the_old_one_is_told(app):
    account = people.participant(email="old@example.org", password_hash=hashed())
    me = people.actor(account)
    with pytest.raises(Invalid):
        accounts.ask_email_change(me, "new@example.org", None)
    accounts.ask_email_change(me, "New@example.org", accounts.check_own(me, PASSWORD))
    assert (account.email, account.pending_email) == ("old@example.org", "new@example.org")
    to_old = accounts.issue_token(account.id, TokenPurpose.SIGN_IN)
    accounts.change_email(accounts.issue_token(account.id, TokenPurpose.CHANGE_EMAIL))
    assert (account.email, account.pending_email, account.former_email) == (
        "new@example.org",
        None,
        "old@example.org",
    )
    assert owed(account) == ["account-change-email", "account-email-changed"]
    with pytest.raises(DomainError):
        accounts.enter_by_link(to_old, "")


def test_a_change_to_a_taken_address_looks_the_same_and_tells_its_holder(app):
    account, holder = people.participant(), people.participant(email="taken@example.org")
    accounts.ask_email_change(people.actor(account), "taken@example.org", None)
    assert account.pending_email is None
    assert owed(account) == []
    assert owed(holder) == ["account-already-registered"]


def test_an_address_taken_before_the_link_is_opened_is_a_conflict(app):
    account = people.participant(pending_email="wanted@example.org")
    secret = accounts.issue_token(account.id, TokenPurpose.CHANGE_EMAIL)
    people.participant(email="wanted@example.org")
    with pytest.raises(Conflict):
        accounts.change_email(secret)


def test_sessions_end_one_by_one_or_all_and_never_somebody_else_s(app):
    account, other = people.participant(), people.participant()
    first, second, foreign = signed_in(account, "one"), signed_in(account, "two"), signed_in(other)
    with pytest.raises(NotFound):
        accounts.end_session(first, foreign.session_id)
    accounts.end_session(first, second.session_id)
    assert sessions(account) == ["one"]
    accounts.sign_out_everywhere(first)
    assert (sessions(account), sessions(other)) == ([], ["here"])


def test_erasing_takes_the_person_and_leaves_the_texts_and_tallies(app):
    account = people.participant(password_hash=hashed(), ties=["works"])
    me = signed_in(account)
    people.organisation(account)
    public, private = proposals.published(account), proposals.draft(account)
    backed = proposals.published_with_supports(2)
    db.session.add(Support(proposal_id=backed.id, account_id=account.id, neighbour=False, created_at=now()))
    accounts.ask_link(account.email, accounts.Wishes())
    accounts.issue_token(account.id, TokenPurpose.SIGN_IN)
    db.session.flush()
    with pytest.raises(Invalid):
        accounts.erase(me, accounts.check_own(me, "wrong"))
    accounts.erase(me, accounts.check_own(me, PASSWORD))
    db.session.flush()
    db.session.expire_all()
    gone = db.session.get(Account, account.id)
    assert (gone.email, gone.display_name, gone.password_hash, gone.commune_insee, gone.ties) == (
        None,
        "",
        None,
        None,
        [],
    )
    assert actor_of_account(account.id, now()) is None
    for model in (AccountSession, AccountToken, OutboxItem):
        assert db.session.scalar(sa.select(sa.func.count()).where(model.account_id == account.id)) == 0
    assert db.session.scalar(sa.select(Keeper.ended_at).where(Keeper.account_id == account.id)) is not None
    assert db.session.get(Proposal, private.id) is None
    assert db.session.get(Proposal, public.id).body
    assert db.session.scalar(sa.select(sa.func.count()).where(Support.proposal_id == backed.id)) == 3


def test_a_suspended_person_may_leave(app):
    account = people.participant(suspended_until=now().replace(year=2099))
    proposals.draft(account)
    accounts.erase(people.actor(account), None)
    assert account.erased_at is not None


def test_own_data_holds_everything_but_secrets(app):
    account = people.participant("Ada", password_hash=hashed())
    proposals.published(account)
    signed_in(account, "Firefox")
    data = own_data(account.id)
    assert data["account"]["email"] == account.email
    assert len(data["proposals"]) == len(data["proposal_versions"]) == 1
    assert data["sessions"][0]["device"] == "Firefox"
    assert "hash" not in repr(data)


def test_the_command_line_makes_the_first_administrator(app):
    made = app.test_cli_runner().invoke(
        args="users create --email Chief@example.org --name Ada --commune 57463 --role administrator "
        "--role editor:4 --password",
        input=f"{PASSWORD}\n{PASSWORD}\n",
    )
    assert made.exit_code == 0, made.output
    actor = people.actor(account_of("chief@example.org"))
    assert actor.grants == {Grant(Role.ADMINISTRATOR), Grant(Role.EDITOR, 4)}
    assert accounts.check_credentials("chief@example.org", PASSWORD).account_id == actor.account_id


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--email", "x", "--name", "Ada", "--origin", "luxembourg"], "email"),
        (["--email", "taken@example.org", "--name", "Ada", "--origin", "luxembourg"], "already in use"),
        (["--email", "a@example.org", "--name", "Ada", "--origin", "atlantis"], "home"),
        (["--email", "a@example.org", "--name", "Ada"], "--commune or --origin"),
        (["--email", "a@example.org", "--name", "Ada", "--origin", "luxembourg", "--role", "king"], "king"),
        (
            ["--email", "a@example.org", "--name", "Ada", "--origin", "luxembourg", "--role", "editor:99"],
            "chantier",
        ),
    ],
)
def test_the_command_line_refuses_bad_input_in_one_line_and_makes_nothing(app, arguments, words):
    people.participant(email="taken@example.org")
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["users", "create", *arguments])
    assert answer.exit_code != 0
    assert words in answer.output.splitlines()[-1]
    assert db.session.scalar(sa.select(sa.func.count(Account.id))) == 1


def test_only_administrators_make_accounts(app):
    with pytest.raises(NotAllowed):
        accounts.create(
            people.actor(people.participant()), "b@example.org", PROFILE, password_hash=None, grants=()
        )
    made = accounts.create(SYSTEM, "b@example.org", PROFILE, password_hash=None, grants=())
    assert account_of("b@example.org").id == made
