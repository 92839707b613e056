"""One table: what each event's letter needs. A new event is a row here and a folder in templates/emails."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from consult.kernel.messages import N_
from consult.queries.letters import Recipient
from consult.rules.participation import TokenPurpose
from consult.services.mailing import (
    contents,
    following,
    meetings,
    merges,
    moderation,
    offers,
    sittings,
    translations,
)
from consult.services.mailing.contents import Content, Ids


class To(StrEnum):
    """Which of an account's addresses: the names of the recipient's fields."""

    CURRENT = "email"
    PENDING = "pending_email"
    FORMER = "former_email"


@dataclass(frozen=True, slots=True)
class Event:
    """``load`` gives the content, or None to drop the letter because the thing is gone or withheld.

    ``endpoint`` is the page of the one link, ``action`` the words on it, ``why`` the reason for the letter.
    With ``purpose`` the link carries a fresh single-use token. ``unconfirmed``: also to accounts not yet
    confirmed. After ``stale`` nobody wants it any more.
    """

    load: Callable[[Ids, Recipient], Content | None]
    endpoint: str
    action: str
    why: str
    purpose: TokenPurpose | None = None
    unconfirmed: bool = False
    to: To = To.CURRENT
    stale: timedelta | None = None


_ACCOUNT = N_("You receive this message because it concerns your account.")
_ENTERED = N_("You receive this message because somebody entered your address to sign up.")
_VOTE = N_(
    "You receive this message because this vote concerns you, as a councillor, an author or a supporter."
)
_SEE_DECISION = N_("See the decision")
_SEE_REPORT = N_("See my report")
_DECISION, _RECEIPT = "moderation.statement", "moderation.receipt"
_SEE_SITTING = N_("See the sitting")
_HOLDS = N_("You receive this message because another member of your assembly chose you to hold a proxy.")
_HOUR = timedelta(hours=1)

EVENTS: dict[str, Event] = {
    "account-confirm": Event(
        contents.account,
        "accounts.confirm",
        N_("Confirm my address"),
        _ENTERED,
        purpose=TokenPurpose.CONFIRM,
        unconfirmed=True,
    ),
    "account-already-registered": Event(
        contents.account,
        "accounts.enter",
        N_("Sign in"),
        _ENTERED,
        purpose=TokenPurpose.SIGN_IN,
        stale=_HOUR,
    ),
    "account-sign-in": Event(
        contents.account,
        "accounts.enter",
        N_("Sign in"),
        N_("You receive this message because somebody asked for a link to sign in with your address."),
        purpose=TokenPurpose.SIGN_IN,
        stale=_HOUR,
    ),
    "account-reset": Event(
        contents.account,
        "accounts.reset",
        N_("Choose a new password"),
        N_("You receive this message because somebody asked for a new password with your address."),
        purpose=TokenPurpose.RESET,
        stale=_HOUR,
    ),
    "account-change-email": Event(
        contents.account,
        "accounts.confirm_email",
        N_("Confirm my new address"),
        N_("You receive this message because somebody entered your address for an account."),
        purpose=TokenPurpose.CHANGE_EMAIL,
        to=To.PENDING,
    ),
    "account-email-changed": Event(
        contents.account, "accounts.account", N_("See my account"), _ACCOUNT, to=To.FORMER
    ),
    "account-password-changed": Event(contents.account, "accounts.account", N_("See my account"), _ACCOUNT),
    "role-granted": Event(contents.role, "accounts.account", N_("See my account"), _ACCOUNT),
    "proposal-received": Event(contents.proposal, "proposals.show", N_("See my proposal"), contents.WROTE),
    "proposal-changed": Event(
        contents.proposal, "proposals.versions", N_("See what has changed"), contents.SUPPORTS
    ),
    "decision-published": Event(moderation.text, _DECISION, _SEE_DECISION, contents.WROTE),
    "decision-returned": Event(moderation.text, _DECISION, _SEE_DECISION, contents.WROTE),
    "decision-labelled": Event(moderation.decision, _DECISION, _SEE_DECISION, contents.WROTE),
    "decision-hidden": Event(moderation.decision, _DECISION, _SEE_DECISION, contents.WROTE),
    "decision-removed": Event(moderation.decision, _DECISION, _SEE_DECISION, contents.WROTE),
    "decision-moved": Event(moderation.decision, _DECISION, _SEE_DECISION, contents.WROTE),
    "decision-reinstated": Event(moderation.text, _DECISION, _SEE_DECISION, contents.WROTE),
    "decision-merged": Event(merges.decided, _DECISION, _SEE_DECISION, contents.WROTE),
    "decision-unmerged": Event(merges.decided, _DECISION, _SEE_DECISION, contents.WROTE),
    "support-merged": Event(
        merges.supporter, "proposals.confirm_support_withdrawal", N_("Keep or withdraw it"), merges.SUPPORTED
    ),
    "support-unmerged": Event(
        merges.former_supporter, "proposals.show", N_("See the proposal"), merges.SUPPORTED
    ),
    "proposal-merged": Event(merges.received, "proposals.show", N_("See my proposal"), contents.WROTE),
    "proposal-unmerged": Event(merges.lost, "proposals.show", N_("See my proposal"), contents.WROTE),
    "account-suspended": Event(moderation.decision, _DECISION, _SEE_DECISION, moderation.YOURS),
    "report-receipt": Event(moderation.report, _RECEIPT, _SEE_REPORT, moderation.REPORTED),
    "report-outcome": Event(moderation.report, _RECEIPT, _SEE_REPORT, moderation.REPORTED),
    "appeal-receipt": Event(moderation.appeal, _DECISION, _SEE_DECISION, moderation.APPEALED),
    "appeal-outcome": Event(moderation.appeal, _DECISION, _SEE_DECISION, moderation.APPEALED),
    "appeal-changed": Event(moderation.changed, _RECEIPT, _SEE_REPORT, moderation.REPORTED),
    "comment-new": Event(
        merges.comment,
        "proposals.show",
        N_("Read the comment"),
        N_("You receive this message because you wrote this proposal."),
    ),
    "comment-reply": Event(
        contents.comment,
        "proposals.show",
        N_("Read the reply"),
        N_("You receive this message because you wrote the comment that is answered."),
    ),
    "councillor-claim": Event(
        contents.claim,
        "desk.claim",
        N_("Enter my code"),
        N_("You receive this message because you are on the list of councillors."),
    ),
    "ballot-opened": Event(contents.ballot, "desk.index", N_("Go to the vote"), _VOTE),
    "ballot-reminder": Event(
        contents.reminder, "desk.index", N_("Go to the vote"), _VOTE, stale=timedelta(days=1)
    ),
    "vote-reason-withheld": Event(contents.vote_reason, "ballots.results", N_("See the result"), _VOTE),
    "ballot-checkpoint": Event(
        contents.checkpoint,
        "ballots.show",
        N_("See the ballot"),
        N_("You receive this message because you lead a group whose members could vote."),
    ),
    "ballot-proclaimed": Event(contents.ballot, "ballots.show", N_("See the result"), _VOTE),
    "sitting-convened": Event(sittings.convened, "sittings.show", _SEE_SITTING, sittings.WHY),
    "sitting-cancelled": Event(sittings.cancelled, "sittings.show", _SEE_SITTING, sittings.WHY),
    "proxy-given": Event(sittings.given, "sittings.show", _SEE_SITTING, _HOLDS),
    "proxy-revoked": Event(sittings.revoked, "sittings.show", _SEE_SITTING, _HOLDS),
    "answer-given": Event(merges.answer, "proposals.show", N_("Read the whole answer"), contents.SUPPORTS),
    "answer-interim": Event(
        merges.answer, "proposals.show", N_("Read the interim answer"), contents.SUPPORTS
    ),
    "follow-up-posted": Event(
        merges.follow_up, "proposals.show", N_("See what became of it"), contents.SUPPORTS
    ),
    "event-registered": Event(meetings.registered, "events.show", meetings.SEE, meetings.WHY),
    "event-waiting": Event(meetings.waiting, "events.show", meetings.SEE, meetings.WHY),
    "event-moved-up": Event(meetings.registered, "events.show", meetings.SEE, meetings.WHY),
    "event-moved": Event(meetings.moved, "events.show", meetings.SEE, meetings.WHY),
    "event-cancelled": Event(meetings.cancelled, "events.show", meetings.SEE, meetings.WHY),
    "event-reminder": Event(
        meetings.reminder, "events.show", meetings.SEE, meetings.WHY, stale=timedelta(days=2)
    ),
    "event-reported": Event(meetings.reported, "events.show", N_("Read what came of it"), meetings.WHY),
    "translation-accepted": Event(
        translations.decided, "translations.show", N_("See the translation"), translations.TRANSLATED
    ),
    "translation-refused": Event(
        translations.decided, "translations.show", N_("See the translation"), translations.TRANSLATED
    ),
    "translation-ready": Event(
        translations.ready,
        "proposals.show",
        N_("Read the text"),
        N_("You receive this message because you asked for this translation."),
    ),
    "offer-received": Event(
        offers.received, "offers.show", N_("Read and answer the offer"), offers.WHY_OWNER
    ),
    "offer-answered": Event(offers.answered, "offers.show", N_("Read the answer"), offers.WHY_GIVER),
    "solution-linked": Event(offers.solution, "proposals.show", N_("Read the solution"), offers.WHY_NEED),
    "digest": Event(following.digest, "notifications.index", N_("See what is new"), following.FOLLOWS),
    "answer-overdue": Event(
        contents.overdue,
        "editing.answer",
        N_("Answer the proposal"),
        N_("You receive this message because you answer the proposals of this chantier."),
    ),
}
