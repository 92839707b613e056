"""Invented people with the roles a story needs; each function returns an Account."""

import hashlib
import itertools
from datetime import timedelta

from consult.kernel.actor import Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account, AccountSession, RoleGrant
from consult.models.organisations import Keeper, Organisation
from consult.queries.accounts import actor_of_account
from consult.rules.participation import OrganisationKind

_numbers = itertools.count(1)


def participant(name: str | None = None, *, language: str = "fr", **values: object) -> Account:
    """A confirmed person of the central commune, unless ``values`` say otherwise."""
    number = next(_numbers)
    home = {} if {"origin", "commune_insee"} & values.keys() else {"commune_insee": "57463"}
    defaults = {
        "email": f"person{number}@example.org",
        "display_name": name or f"Camille {number}",
        "language": language,
        "created_at": now() - timedelta(days=30),
        "confirmed_at": now() - timedelta(days=30),
        "charter_accepted_at": now() - timedelta(days=30),
        "age_declared_at": now() - timedelta(days=30),
        "ties": [],
    }
    account = Account(**(defaults | home | values))
    db.session.add(account)
    db.session.flush()
    return account


def neighbour(**values: object) -> Account:
    """A confirmed person from Saarland who reads German."""
    return participant(origin="saarland", **({"language": "de"} | values))


def with_role(role: Role, chantier: int | None = None, **values: object) -> Account:
    """A participant who holds ``role`` for one chantier or for all."""
    account = participant(**values)
    db.session.add(RoleGrant(account_id=account.id, role=role, chantier_number=chantier, granted_at=now()))
    db.session.flush()
    return account


def organisation(keeper: Account, name: str = "Les Vergers réunis") -> Organisation:
    """An association that ``keeper`` may act for."""
    made = Organisation(
        name=f"{name} {next(_numbers)}",
        kind=OrganisationKind.ASSOCIATION,
        about="Nous plantons des arbres fruitiers.",
        language="fr",
        commune_insee="57463",
        created_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(Keeper(organisation_id=made.id, account_id=keeper.id, started_at=now()))
    db.session.flush()
    return made


def session(account: Account) -> str:
    """The secret of a session that ``account`` has open."""
    secret = f"secret-{next(_numbers)}-of-{account.id}"
    db.session.add(
        AccountSession(
            account_id=account.id,
            secret_hash=hashlib.sha256(secret.encode()).hexdigest(),
            device="test browser",
            created_at=now(),
            seen_at=now(),
            expires_at=now() + timedelta(days=30),
        )
    )
    return secret


def actor(account: Account) -> Actor:
    """The actor as a request of ``account`` would have it."""
    found = actor_of_account(account.id, now())
    assert found is not None
    return found
