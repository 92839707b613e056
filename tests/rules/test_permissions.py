"""The permission table walked by role and state: one cast, every stage of a proposal's life."""

from dataclasses import replace

import pytest

from consult.kernel.actor import SYSTEM, VISITOR, Actor, Grant, Role
from consult.kernel.errors import NotAllowed
from consult.rules.lifecycle import PUBLIC_STATES, ProposalState, Visibility
from consult.rules.permissions import NOTHING, TABLE, Facts, Permission, allows, allows_some, require

S = ProposalState
AUTHOR, OTHER, STAFF = 1, 2, 3
CHANTIER = 4
THING = Facts(author_id=AUTHOR, chantier=CHANTIER, state=S.PUBLISHED)


def staff(role: Role, chantier: int | None = None) -> Actor:
    return Actor(account_id=STAFF, confirmed=True, grants=frozenset({Grant(role, chantier)}))


CAST: dict[str, Actor] = {
    "visitor": VISITOR,
    "unconfirmed": Actor(account_id=OTHER),
    "participant": Actor(account_id=OTHER, confirmed=True),
    "author": Actor(account_id=AUTHOR, confirmed=True),
    "suspended author": Actor(account_id=AUTHOR, confirmed=True, suspended=True),
    "councillor": Actor(account_id=OTHER, confirmed=True, councillor_id=7, seats=frozenset({9})),
    "moderator": staff(Role.MODERATOR),
    "moderator here": staff(Role.MODERATOR, CHANTIER),
    "moderator elsewhere": staff(Role.MODERATOR, 9),
    "editor": staff(Role.EDITOR),
    "clerk": staff(Role.CLERK),
    "auditor": staff(Role.AUDITOR),
    "administrator": staff(Role.ADMINISTRATOR),
}
EVERYONE = set(CAST)
PEOPLE = {
    "participant",
    "author",
    "councillor",
    "moderator",
    "moderator here",
    "moderator elsewhere",
    "editor",
    "clerk",
    "auditor",
    "administrator",
}
MODERATORS = {"moderator", "moderator here"}
NOBODY: set[str] = set()

#: Permission → state → who. A state that is missing has the entry of None.
EXPECTED: dict[Permission, dict[ProposalState | None, set[str]]] = {
    Permission.READ_PROPOSAL: {
        None: EVERYONE,
        S.DRAFT: {"author", "suspended author"},
        S.SUBMITTED: {"author", "suspended author", "auditor"} | MODERATORS,
        S.RETURNED: {"author", "suspended author", "auditor"} | MODERATORS,
    },
    Permission.EDIT_PROPOSAL: {
        None: NOBODY,
        S.DRAFT: {"author"},
        S.SUBMITTED: {"author"},
        S.RETURNED: {"author"},
        S.PUBLISHED: {"author"},
    },
    Permission.WITHDRAW_PROPOSAL: {
        None: NOBODY,
        S.DRAFT: {"author"},
        S.SUBMITTED: {"author"},
        S.RETURNED: {"author"},
        S.PUBLISHED: {"author"},
    },
    Permission.SUPPORT: {None: NOBODY, S.PUBLISHED: PEOPLE, S.IN_BALLOT: PEOPLE, S.VOTED: PEOPLE},
    Permission.WITHDRAW_SUPPORT: {
        None: NOBODY,
        **dict.fromkeys((S.PUBLISHED, S.IN_BALLOT, S.VOTED), PEOPLE | {"suspended author"}),
    },
    Permission.COMMENT: {None: NOBODY, S.PUBLISHED: PEOPLE, S.IN_BALLOT: PEOPLE, S.VOTED: PEOPLE},
    Permission.MODERATE: {None: MODERATORS},
    Permission.ANSWER: {
        None: {"editor"},
        S.DRAFT: NOBODY,
        S.SUBMITTED: NOBODY,
        S.RETURNED: NOBODY,
    },
}
#: Permissions that do not ask for a state.
ALWAYS: dict[Permission, set[str]] = {
    Permission.WRITE_PROPOSAL: PEOPLE,
    Permission.ENTER_ON_BEHALF: {"moderator", "moderator here", "moderator elsewhere", "editor", "clerk"},
    Permission.REPORT: EVERYONE,
    Permission.EDIT_PROGRAMME: {"editor"},
    Permission.RUN_BALLOTS: {"clerk"},
    Permission.CLAIM_SEAT: PEOPLE,
    Permission.VOTE: {"councillor"},
    Permission.USE_ACCOUNT: EVERYONE - {"visitor"},
    Permission.FOUND_ORGANISATION: PEOPLE,
    Permission.READ_JOURNAL: {"auditor", "administrator"},
    Permission.ADMINISTER: {"administrator"},
}


@pytest.mark.parametrize("permission", EXPECTED, ids=lambda permission: permission.name)
@pytest.mark.parametrize("state", S)
def test_who_may_in_each_state(permission: Permission, state: ProposalState) -> None:
    expected = EXPECTED[permission].get(state, EXPECTED[permission][None])
    thing = replace(THING, state=state)
    assert {name for name, actor in CAST.items() if allows(actor, permission, thing)} == expected


@pytest.mark.parametrize("permission", ALWAYS, ids=lambda permission: permission.name)
def test_who_may_whatever_the_state(permission: Permission) -> None:
    assert {name for name, actor in CAST.items() if allows(actor, permission)} == ALWAYS[permission]


def test_what_is_removed_is_read_by_its_author_and_auditors_only() -> None:
    removed = replace(THING, visibility=Visibility.REMOVED)
    readers = {name for name, actor in CAST.items() if allows(actor, Permission.READ_PROPOSAL, removed)}
    assert readers == {"author", "suspended author", "auditor"}
    assert not any(allows(actor, Permission.SUPPORT, removed) for actor in CAST.values())


def test_what_is_hidden_stays_with_author_and_staff() -> None:
    hidden = replace(THING, visibility=Visibility.HIDDEN)
    readers = {name for name, actor in CAST.items() if allows(actor, Permission.READ_PROPOSAL, hidden)}
    assert readers == {"author", "suspended author", "auditor"} | MODERATORS


def test_moderators_do_not_judge_themselves_nor_their_organisation() -> None:
    own = replace(THING, author_id=STAFF)
    entered = replace(THING, entered_by_id=STAFF)
    kept = replace(CAST["moderator"], organisations=frozenset({5}))
    assert not allows(CAST["moderator"], Permission.MODERATE, own)
    assert not allows(CAST["moderator"], Permission.MODERATE, entered)
    assert not allows(kept, Permission.MODERATE, replace(THING, organisation_id=5))
    assert allows(kept, Permission.MODERATE, replace(THING, organisation_id=6))


def test_nobody_marks_their_own_comment() -> None:
    assert not allows(CAST["author"], Permission.MARK_COMMENT, THING)
    assert allows(CAST["participant"], Permission.MARK_COMMENT, THING)


def test_organisations_are_kept_by_their_keepers() -> None:
    profile = Facts(organisation_id=5)
    keeper = replace(CAST["participant"], organisations=frozenset({5}))
    assert allows(keeper, Permission.KEEP_ORGANISATION, profile)
    assert not allows(CAST["participant"], Permission.KEEP_ORGANISATION, profile)
    assert allows(CAST["administrator"], Permission.KEEP_ORGANISATION, profile)


@pytest.mark.parametrize("permission", Permission, ids=lambda permission: permission.name)
def test_a_route_lets_in_whoever_may_with_some_thing_of_their_own(permission: Permission) -> None:
    things = [replace(THING, state=state, organisation_id=5) for state in (None, *S)]
    kept = replace(CAST["participant"], organisations=frozenset({5}))
    for actor in (*CAST.values(), kept):
        if any(allows(actor, permission, thing) for thing in things):
            assert allows_some(actor, permission)


def test_a_route_keeps_out_whoever_could_own_no_such_thing() -> None:
    assert not allows_some(VISITOR, Permission.EDIT_PROPOSAL)
    assert not allows_some(CAST["unconfirmed"], Permission.EDIT_COMMENT)
    assert not allows_some(CAST["participant"], Permission.KEEP_ORGANISATION)
    assert allows_some(CAST["participant"], Permission.EDIT_PROPOSAL)


def test_the_system_may_everything_and_refusals_say_why() -> None:
    assert all(allows(SYSTEM, permission) for permission in Permission)
    with pytest.raises(NotAllowed) as refusal:
        require(CAST["suspended author"], Permission.SUPPORT, THING)
    assert refusal.value.code == "suspended"
    with pytest.raises(NotAllowed) as refusal:
        require(CAST["participant"], Permission.SUPPORT, replace(THING, state=S.DONE))
    assert refusal.value.code == "not_now"
    with pytest.raises(NotAllowed) as refusal:
        require(CAST["suspended author"], Permission.WITHDRAW_SUPPORT, replace(THING, state=S.DONE))
    assert refusal.value.code == "not_now"


def test_every_permission_has_a_row_and_a_sentence() -> None:
    assert set(TABLE) == set(Permission)
    assert all(" " in permission.value for permission in Permission)
    assert {S.DRAFT, S.SUBMITTED, S.RETURNED}.isdisjoint(PUBLIC_STATES)
    assert Facts() == NOTHING
