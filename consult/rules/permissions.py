"""One table of who may do what; routes, deeds and templates all ask it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from consult.kernel.actor import Actor, Role
from consult.kernel.errors import NotAllowed
from consult.kernel.messages import N_
from consult.rules.lifecycle import (
    EDITABLE_STATES,
    OPEN_STATES,
    PUBLIC_STATES,
    ProposalState,
    Visibility,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the table may know of a thing; None means the question does not arise.

    ``published`` is false for what moderation never let through, even when its author withdrew it since;
    ``co_authors`` are filled in where somebody is to judge the thing.
    """

    author_id: int | None = None
    organisation_id: int | None = None
    entered_by_id: int | None = None
    chantier: int | None = None
    state: ProposalState | None = None
    visibility: Visibility = Visibility.VISIBLE
    published: bool = True
    co_authors: frozenset[int] = frozenset()


NOTHING = Facts()


class Permission(Enum):
    """Each member's value says in a sentence what it allows."""

    READ_PROPOSAL = "read a proposal and its accepted versions"
    WRITE_PROPOSAL = "begin a proposal"
    EDIT_PROPOSAL = "change, submit or discard one's own proposal"
    WITHDRAW_PROPOSAL = "withdraw one's own proposal"
    ENTER_ON_BEHALF = "enter a contribution received on paper, by telephone or at a meeting"
    SUPPORT = "support a proposal"
    WITHDRAW_SUPPORT = "withdraw one's own support"
    COMMENT = "comment under a proposal"
    READ_COMMENT = "read a comment"
    EDIT_COMMENT = "change one's own comment"
    MARK_COMMENT = "mark a comment useful or not"
    ASK_TRANSLATION = "wish to read a public text in one's own language"
    TRANSLATE = "propose a translation of a public text"
    REVIEW_TRANSLATION = "accept or refuse translations, complete official texts"
    REPORT = "report a text"
    READ_DECISION = "read a decision that concerns oneself, with its reasons"
    APPEAL = "contest a decision"
    MODERATE = "see the moderation queue and decide on texts"
    DECIDE_APPEAL = "decide on an appeal against somebody else's decision"
    CONFIRM_SUSPENSION = "confirm or decline a suspension that somebody else proposed"
    ANSWER = "answer a proposal for the administration"
    EDIT_PROGRAMME = "keep a chantier's page, actions, events and places"
    EDIT_PAGES = "change the static pages"
    REGISTER = "register for an event"
    OFFER = "offer help to an action or a proposal"
    READ_OFFER = "read what somebody offers, word for word"
    ANSWER_OFFER = "accept or decline an offer of help"
    GIVE_POSITION = "give an organisation's position"
    FOLLOW = "follow a chantier, a proposal or a commune"
    RUN_BALLOTS = "prepare, open, close and proclaim ballots; print claim codes"
    CLAIM_SEAT = "claim one's councillor record with a code"
    VOTE = "vote for one's own seat"
    USE_ACCOUNT = "see and change one's own account"
    KEEP_ORGANISATION = "change an organisation's profile and keepers"
    FOUND_ORGANISATION = "register an organisation"
    READ_JOURNAL = "read the journal"
    READ_WITHHELD = "read what moderation removed from everybody else's eyes"
    ADMINISTER = "grant and revoke roles, change settings"


Predicate = Callable[[Actor, Facts], bool]


def participant(actor: Actor, thing: Facts) -> bool:
    return actor.signed_in and actor.confirmed and not actor.suspended


def confirmed(actor: Actor, thing: Facts) -> bool:
    return actor.confirmed


def signed_in(actor: Actor, thing: Facts) -> bool:
    return actor.signed_in


def anyone(actor: Actor, thing: Facts) -> bool:
    return True


def author(actor: Actor, thing: Facts) -> bool:
    return actor.signed_in and actor.account_id in {thing.author_id, thing.entered_by_id}


def not_author(actor: Actor, thing: Facts) -> bool:
    own_organisation = thing.organisation_id is not None and thing.organisation_id in actor.organisations
    return not author(actor, thing) and not own_organisation


def impartial(actor: Actor, thing: Facts) -> bool:
    """Neither theirs nor their organisation's, nor that of anybody they declared a tie to."""
    people = {thing.author_id, thing.entered_by_id, *thing.co_authors} - {None}
    close = actor.tied_people | ({actor.account_id} if actor.account_id is not None else set())
    return not_author(actor, thing) and not (
        people & close or thing.organisation_id in actor.tied_organisations
    )


def keeper(actor: Actor, thing: Facts) -> bool:
    return thing.organisation_id is not None and thing.organisation_id in actor.organisations


def visible(actor: Actor, thing: Facts) -> bool:
    return thing.visibility is Visibility.VISIBLE


def let_through(actor: Actor, thing: Facts) -> bool:
    return thing.published


def not_removed(actor: Actor, thing: Facts) -> bool:
    return thing.visibility is not Visibility.REMOVED


def public(actor: Actor, thing: Facts) -> bool:
    accepted = thing.state is None or thing.state in PUBLIC_STATES
    return thing.visibility is Visibility.VISIBLE and thing.published and accepted


def submitted(actor: Actor, thing: Facts) -> bool:
    return thing.state is not ProposalState.DRAFT


def open_for_debate(actor: Actor, thing: Facts) -> bool:
    return thing.state is None or thing.state in OPEN_STATES


def editable(actor: Actor, thing: Facts) -> bool:
    return thing.state is None or thing.state in EDITABLE_STATES


def withdrawable(actor: Actor, thing: Facts) -> bool:
    return thing.state is None or thing.state in EDITABLE_STATES


def official(actor: Actor, thing: Facts) -> bool:
    return thing.author_id is None and thing.organisation_id is None


def keeps_any(actor: Actor, thing: Facts) -> bool:
    return bool(actor.organisations)


def councillor(actor: Actor, thing: Facts) -> bool:
    return actor.is_councillor


def has(role: Role) -> Predicate:
    """A predicate: the actor holds ``role`` for the thing's chantier."""

    def holds(actor: Actor, thing: Facts) -> bool:
        return not actor.suspended and actor.has_role(role, thing.chantier)

    holds.__name__ = role.value
    return holds


moderator, editor, clerk, auditor, administrator = (
    has(role) for role in (Role.MODERATOR, Role.EDITOR, Role.CLERK, Role.AUDITOR, Role.ADMINISTRATOR)
)

#: Each permission lists alternatives; an alternative holds when all its predicates do.
TABLE: dict[Permission, tuple[tuple[Predicate, ...], ...]] = {
    Permission.READ_PROPOSAL: (
        (public,),
        (author,),
        (moderator, submitted, not_removed),
        (auditor, submitted),
    ),
    Permission.WRITE_PROPOSAL: ((participant,),),
    Permission.EDIT_PROPOSAL: ((participant, author, editable, visible),),
    Permission.WITHDRAW_PROPOSAL: ((participant, author, withdrawable),),
    Permission.ENTER_ON_BEHALF: ((moderator,), (editor,), (clerk,)),
    Permission.SUPPORT: ((participant, public, open_for_debate),),
    # at any time, as the charter promises: while suspended too
    Permission.WITHDRAW_SUPPORT: ((signed_in, confirmed, public, open_for_debate),),
    Permission.COMMENT: ((participant, public, open_for_debate),),
    Permission.READ_COMMENT: ((visible, let_through), (author,), (moderator, not_removed), (auditor,)),
    Permission.EDIT_COMMENT: ((participant, author, visible, open_for_debate),),
    Permission.MARK_COMMENT: ((participant, not_author, visible, let_through, open_for_debate),),
    Permission.ASK_TRANSLATION: ((participant, public),),
    Permission.TRANSLATE: ((participant, public),),
    # one's own text is read by somebody else before it is public, in any language
    Permission.REVIEW_TRANSLATION: ((editor, public, not_author), (moderator, public, not_author)),
    Permission.REPORT: ((anyone,),),
    Permission.READ_DECISION: ((author,), (keeper,), (moderator,), (auditor,), (administrator,)),
    Permission.APPEAL: ((author,), (keeper,)),
    Permission.MODERATE: ((moderator, impartial),),
    Permission.DECIDE_APPEAL: ((moderator, impartial), (administrator, impartial)),
    Permission.CONFIRM_SUSPENSION: ((moderator, impartial), (administrator, impartial)),
    Permission.ANSWER: ((editor, public),),
    Permission.EDIT_PROGRAMME: ((editor,),),
    Permission.EDIT_PAGES: ((administrator,),),
    Permission.REGISTER: ((participant,),),
    Permission.OFFER: ((participant, public, not_author),),
    # the thing is what the help is offered to: a proposal, or a call of the administration
    Permission.READ_OFFER: ((author,), (keeper,), (editor, official)),
    Permission.ANSWER_OFFER: ((participant, author), (participant, keeper), (editor, official)),
    Permission.GIVE_POSITION: ((participant, keeper),),
    Permission.FOLLOW: ((confirmed,),),
    Permission.RUN_BALLOTS: ((clerk,),),
    Permission.CLAIM_SEAT: ((participant,),),
    Permission.VOTE: ((signed_in, councillor),),
    Permission.USE_ACCOUNT: ((signed_in,),),
    Permission.KEEP_ORGANISATION: ((participant, keeper), (administrator,)),
    Permission.FOUND_ORGANISATION: ((participant,),),
    Permission.READ_JOURNAL: ((auditor,), (administrator,)),
    Permission.READ_WITHHELD: ((auditor,),),
    Permission.ADMINISTER: ((administrator,),),
}

#: What a thing of one's own takes, asked before the thing is known: who could own one at all?
BEFOREHAND: dict[Predicate, Predicate] = {author: signed_in, keeper: keeps_any}


def allows(actor: Actor, permission: Permission, thing: Facts = NOTHING) -> bool:
    """Whether ``actor`` may; the system (command line, worker) always may."""
    if actor.system:
        return True
    return any(all(holds(actor, thing) for holds in alternative) for alternative in TABLE[permission])


def allows_some(actor: Actor, permission: Permission) -> bool:
    """Whether there may be a thing for which the table allows ``permission``: a route's question."""
    return actor.system or any(
        all(BEFOREHAND.get(holds, holds)(actor, NOTHING) for holds in alternative)
        for alternative in TABLE[permission]
    )


def require(actor: Actor, permission: Permission, thing: Facts = NOTHING) -> None:
    """Refuse with ``NotAllowed`` unless the table allows."""
    if not allows(actor, permission, thing):
        raise refusal(actor, permission, thing)


def refusal(actor: Actor, permission: Permission, thing: Facts = NOTHING) -> NotAllowed:
    """Why not: the thing is not at that stage, the account is suspended, or never."""
    if thing is not NOTHING and allows(actor, permission):
        return NotAllowed("not_now", N_("This is not possible for this text, or not any more."))
    if actor.suspended:
        return NotAllowed("suspended", N_("Your account is suspended, so you cannot do this for now."))
    return NotAllowed()
