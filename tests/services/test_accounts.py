"""Signing up and in: mailed links, passwords, and sessions."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Invalid
from consult.models.accounts import Account, AccountSession, AccountToken
from consult.models.journal import JournalEntry
from consult.rules.participation import TOKEN_LIFETIMES, TokenPurpose
from consult.services import accounts, passwords
from consult.services.accounts import LinkEnded, Profile, Wishes
from tests.factories import people
from tests.support.mailbox import account_of, owed

PASSWORD = "vier blaue Berge am Fluss"
PROFILE = Profile("Ada Weiss", "commune:57463", ("works",), "de")
NOWHERE = Wishes()


def hashed(password: str = PASSWORD) -> str:
    return passwords.digest(password, personal=())


def sign_up(
    email: str = "ada@example.org", profile: Profile = PROFILE, password_hash: str | None = None
) -> Account:
    accounts.sign_up(email, profile, charter=True, age=True, password_hash=password_hash, wishes=NOWHERE)
    db.session.flush()
    return account_of("ada@example.org")


def journal() -> list[str]:
    return list(db.session.scalars(sa.select(JournalEntry.event).order_by(JournalEntry.id)))


def test_a_new_address_gets_an_unconfirmed_account_and_a_mail(app):
    account = sign_up(" Ada@Example.ORG ")
    assert (account.commune_insee, account.origin, account.ties) == ("57463", None, ["works"])
    assert (account.confirmed_at, account.language) == (None, "de")
    assert account.charter_accepted_at
    assert account.age_declared_at
    assert owed(account) == ["account-confirm"]
    assert journal() == ["account.created"]


def test_a_known_address_only_gets_the_news_that_it_is_known(app):
    known = people.participant("Bruno", email="ada@example.org")
    sign_up(password_hash=hashed())
    db.session.refresh(known)
    assert (known.display_name, known.password_hash) == ("Bruno", None)
    assert owed(known) == ["account-already-registered"]


def test_until_confirmed_the_last_word_counts(app):
    sign_up(password_hash=hashed())
    account = sign_up(profile=replace(PROFILE, display_name="Ada W.", home="origin:saarland"))
    assert (account.display_name, account.commune_insee, account.origin) == ("Ada W.", None, "saarland")
    assert account.password_hash is None
    assert db.session.scalar(sa.select(sa.func.count(Account.id))) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"display_name": "Mairie"}, "display_name"),
        ({"display_name": "A"}, "display_name"),
        ({"display_name": "— …"}, "display_name"),
        ({"display_name": "Аdа Weiss"}, "display_name"),
        ({"home": ""}, "home"),
        ({"home": "commune:99999"}, "home"),
        ({"home": "origin:atlantis"}, "home"),
        ({"ties": ("works", "rules")}, "ties"),
        ({"language": "xx"}, "language"),
    ],
)
def test_a_profile_that_breaks_a_rule_is_refused_beside_its_field(app, changes, field):
    with pytest.raises(Invalid) as refusal:
        sign_up(profile=replace(PROFILE, **changes))
    assert refusal.value.field == field
    assert db.session.scalar(sa.select(sa.func.count(Account.id))) == 0


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "ada@localhost", "a\nb@example.org", "ada@example.org\0", "ä@example.org"]
)
def test_what_is_no_address_is_refused(app, email):
    with pytest.raises(Invalid) as refusal:
        sign_up(email)
    assert refusal.value.field == "email"


@pytest.mark.parametrize(("charter", "age", "field"), [(False, True, "charter"), (True, False, "age")])
def test_charter_and_age_are_asked(app, charter, age, field):
    with pytest.raises(Invalid) as refusal:
        accounts.sign_up(
            "a@example.org", PROFILE, charter=charter, age=age, password_hash=None, wishes=NOWHERE
        )
    assert refusal.value.field == field


def test_confirming_signs_in_and_keeps_the_password_of_the_same_browser(app):
    account = sign_up(password_hash=hashed())
    secret = accounts.issue_token(account.id, TokenPurpose.CONFIRM, next_path="/de/proposals/3")
    entry, dropped = accounts.confirm(secret, "Firefox", proof=accounts.proof_of(account.password_hash))
    assert (entry.actor.account_id, entry.actor.confirmed, dropped) == (account.id, True, False)
    assert entry.wishes.next_path == "/de/proposals/3"
    assert accounts.check_credentials("ada@example.org", PASSWORD).account_id == account.id
    assert journal() == ["account.created", "account.confirmed"]


def test_a_password_that_somebody_else_chose_does_not_survive_confirming(app):
    account = sign_up(password_hash=hashed("die Wahl eines Fremden"))
    secret = accounts.issue_token(account.id, TokenPurpose.CONFIRM)
    _entry, dropped = accounts.confirm(secret, "", proof=accounts.proof_of(hashed()))
    assert dropped
    assert account.password_hash is None


def test_links_go_to_confirmed_people_and_confirmations_to_the_others(app):
    known, fresh = people.participant(email="known@example.org"), sign_up()
    for email in ("known@example.org", "ada@example.org", "nobody@example.org"):
        accounts.ask_link(email, Wishes("/fr/map", None))
        accounts.ask_reset(email)
    assert owed(known) == ["account-sign-in", "account-reset"]
    assert owed(fresh) == ["account-confirm"] * 3


@pytest.mark.parametrize("purpose", list(TokenPurpose))
def test_a_token_works_once_for_its_purpose_within_its_time(app, purpose):
    account = people.participant(pending_email="new@example.org")
    deeds = {
        TokenPurpose.CONFIRM: lambda secret: accounts.confirm(secret, "", proof=None),
        TokenPurpose.SIGN_IN: lambda secret: accounts.enter_by_link(secret, ""),
        TokenPurpose.RESET: lambda secret: accounts.reset_password(secret, hashed(), ""),
        TokenPurpose.CHANGE_EMAIL: accounts.change_email,
    }
    first, second = (accounts.issue_token(account.id, purpose) for _ in range(2))
    stored = set(db.session.scalars(sa.select(AccountToken.secret_hash)))
    assert not stored & {first, second}
    for other in set(TokenPurpose) - {purpose}:
        with pytest.raises(LinkEnded):
            deeds[other](first)
    with (
        time_machine.travel(now() + TOKEN_LIFETIMES[purpose] + timedelta(seconds=1)),
        pytest.raises(LinkEnded),
    ):
        deeds[purpose](first)
    deeds[purpose](first)
    for ended in (first, second, "", "x" * 3000, "\ud800"[:0] + "é"):
        with pytest.raises(LinkEnded):
            deeds[purpose](ended)


def test_a_link_dies_with_the_address_it_was_sent_to(app):
    account = people.participant()
    secret = accounts.issue_token(account.id, TokenPurpose.SIGN_IN)
    account.email = "another@example.org"
    db.session.flush()
    with pytest.raises(LinkEnded):
        accounts.enter_by_link(secret, "")


def test_a_password_opens_a_session_that_the_database_cannot_give_away(app):
    account = people.participant(password_hash=hashed())
    entry = accounts.enter_by_password(
        accounts.check_credentials(account.email, PASSWORD), "Firefox", NOWHERE
    )
    stored = db.session.scalars(
        sa.select(AccountSession).where(AccountSession.account_id == account.id)
    ).one()
    assert stored.secret_hash != entry.secret
    assert stored.device == "Firefox"


@pytest.mark.parametrize("password", ["wrong", "", "x" * 5000, "vier blaue\0Berge", PASSWORD.upper()])
def test_a_wrong_password_is_refused(app, password):
    account = people.participant(password_hash=hashed())
    with pytest.raises(Invalid):
        accounts.enter_by_password(accounts.check_credentials(account.email, password), "", NOWHERE)


def test_nobody_and_somebody_without_a_password_are_refused_alike(app):
    without = people.participant()
    refusals = []
    for email in (without.email, "nobody@example.org", "no address"):
        with pytest.raises(Invalid) as refusal:
            accounts.enter_by_password(accounts.check_credentials(email, PASSWORD), "", NOWHERE)
        refusals.append((refusal.value.code, refusal.value.message))
    assert len(set(map(str, refusals))) == 1


def test_an_unconfirmed_person_is_mailed_again_instead_of_entering(app):
    account = sign_up(password_hash=hashed())
    checked = accounts.check_credentials("ada@example.org", PASSWORD)
    assert accounts.enter_by_password(checked, "", NOWHERE) is None
    assert owed(account) == ["account-confirm", "account-confirm"]


def test_a_password_changed_between_comparing_and_entering_is_refused(app):
    account = people.participant(password_hash=hashed())
    checked = accounts.check_credentials(account.email, PASSWORD)
    account.password_hash = hashed("ein ganz anderer Satz")
    db.session.flush()
    with pytest.raises(Invalid):
        accounts.enter_by_password(checked, "", NOWHERE)


def test_a_hash_of_another_cost_is_renewed_at_sign_in(app):
    passwords.set_cost(passwords.Cost(time=1, memory=16))
    account = people.participant(password_hash=hashed())
    passwords.set_cost(passwords.CHEAP)
    before = account.password_hash
    accounts.enter_by_password(accounts.check_credentials(account.email, PASSWORD), "", NOWHERE)
    assert account.password_hash != before
    assert "m=8,t=1,p=1" in account.password_hash
    assert accounts.check_credentials(account.email, PASSWORD).renewed_hash is None


def test_the_shipped_cost_is_what_the_design_asks():
    assert passwords.Cost() == passwords.Cost(time=2, memory=19456, lanes=1)


def test_a_suspended_person_signs_in(app):
    account = people.participant(password_hash=hashed(), suspended_until=now() + timedelta(days=3))
    entry = accounts.enter_by_password(accounts.check_credentials(account.email, PASSWORD), "", NOWHERE)
    assert entry.actor.suspended
