"""Each event's content as it stands when its letter is written; None when there is nothing left to tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from consult.kernel.actor import VISITOR, Role
from consult.kernel.clock import now
from consult.kernel.db import Localised
from consult.kernel.i18n import language_name, localised
from consult.kernel.messages import N_, Message
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.queries import letters
from consult.queries.accounts import actor_of_account
from consult.queries.ballots.checkpoints import checkpoint_at, checkpoint_file
from consult.queries.letters import Recipient
from consult.queries.translations import reading
from consult.rules.answers import INTERIM_STATES
from consult.rules.ballot_log import canonical_json
from consult.rules.moderation import Ground
from consult.rules.permissions import Facts, Permission, allows
from consult.rules.reminders import time_left

Ids = Mapping[str, Any]
LONGEST_QUOTE = 800

WROTE = N_("You receive this message because you wrote this text.")
SUPPORTS = N_("You receive this message because you support this proposal.")


@dataclass(frozen=True, slots=True)
class Content:
    """``values`` for the templates, ``where`` for the link; the rest overrides the event's own words.

    ``unsubscribe``: the token with which the reader ends letters of this kind.
    """

    values: dict[str, Any] = field(default_factory=dict)
    where: dict[str, Any] = field(default_factory=dict)
    endpoint: str | None = None
    action: str | None = None
    why: str | None = None
    unsubscribe: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words inside a letter: plain, and in ``language``; ``note`` tells who translated them, or
    that they are in another language than the reader's."""

    language: str
    text: str
    note: Message | None = None

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def excerpt(text: str, language: str) -> Quote:
    """At most 800 characters, cut at a word."""
    if len(text) <= LONGEST_QUOTE:
        return Quote(language, text)
    return Quote(language, text[:LONGEST_QUOTE].rsplit(None, 1)[0] + " …")


def title_of(proposal: Proposal, reader: Recipient) -> Quote:
    """What the proposal is called in the reader's language, or as it was written."""
    text = reading(proposal, reader.language)
    return Quote(text.language, text.title)


def _said(comment: Comment, reader: Recipient) -> Quote:
    """The comment in the reader's language where somebody or something has translated it."""
    text = reading(comment, reader.language)
    note = text.by.credit if text.by else _foreign(text.language, reader) if text.foreign else None
    return replace(excerpt(text.body, text.language), note=note)


def _foreign(language: str, reader: Recipient) -> Message:
    return Message(
        N_("Written in this language: %(language)s."), {"language": language_name(language, reader.language)}
    )


def may_do(reader: Recipient, permission: Permission, facts: Facts) -> bool:
    """Whether the reader may, by the permissions that they have now."""
    actor = actor_of_account(reader.account_id, now()) if reader.account_id is not None else None
    return allows(actor or VISITOR, permission, facts)


def _may_read(reader: Recipient, proposal: Proposal, comment: Comment | None = None) -> bool:
    if not may_do(reader, Permission.READ_PROPOSAL, proposal.facts):
        return False
    if comment is None:
        return True
    facts = comment.facts_in(proposal.state, proposal.chantier_number)
    return may_do(reader, Permission.READ_COMMENT, facts)


def account(ids: Ids, reader: Recipient) -> Content | None:
    return Content({"kept": ids.get("kept_form_id") is not None})


def role(ids: Ids, reader: Recipient) -> Content | None:
    """``role``, ``account_id`` (whose), ``by_id``, ``chantier`` (a number or None), ``revoked``."""
    person_id = ids.get("account_id", reader.account_id)
    number = ids.get("chantier")
    mine = person_id == reader.account_id
    return Content(
        {
            "role": Role(ids["role"]),
            "chantier": letters.chantier(number) if number is not None else None,
            "person": letters.account_name(person_id),
            "by": letters.account_name(ids.get("by_id")),
            "revoked": bool(ids.get("revoked")),
            "mine": mine,
        },
        {} if mine else {"account_id": person_id},
        endpoint="accounts.account" if mine else "admin.account",
        action=N_("See my account") if mine else N_("See this person’s roles"),
        why=N_("You receive this message because it concerns your account.")
        if mine
        else N_("You receive this message because you administer this platform."),
    )


def proposal(ids: Ids, reader: Recipient) -> Content | None:
    found = letters.proposal(ids["proposal_id"])
    if found is None or not _may_read(reader, found):
        return None
    version = ids.get("version") or found.newest_version
    values = {"proposal": found, "title": title_of(found, reader), "version": version}
    return Content(values, {"proposal_id": found.id})


def _anchor(comment: Comment | None) -> dict[str, str]:
    return {"anchor": f"comment-{comment.id}"} if comment is not None else {}


def comment(ids: Ids, reader: Recipient) -> Content | None:
    found = letters.comment(ids["comment_id"])
    if found is None or not _may_read(reader, found.proposal, found):
        return None
    values = {
        "comment": found,
        "proposal": found.proposal,
        "title": title_of(found.proposal, reader),
        "by": found.author.display_name if found.author is not None else None,
        "organisation": found.organisation.name if found.organisation is not None else None,
        "text": _said(found, reader),
    }
    return Content(values, {"proposal_id": found.proposal_id} | _anchor(found))


def claim(ids: Ids, reader: Recipient) -> Content | None:
    return Content()


def ballot(ids: Ids, reader: Recipient) -> Content | None:
    """A paper's ballots (``paper_id``), or one ballot (``ballot_id``)."""
    found = letters.ballot(ids["ballot_id"]) if ids.get("ballot_id") else None
    paper = (
        found.paper if found is not None else letters.paper(ids["paper_id"]) if ids.get("paper_id") else None
    )
    if found is None and paper is None:
        return None
    ballots = [found] if found is not None else list(paper.ballots if paper is not None else [])
    values = {
        "ballot": found,
        "ballots": ballots,
        "title": paper.title if paper is not None and found is None else ballots[0].question,
        "closes_at": paper.closes_at if paper is not None else ballots[0].closes_at,
    }
    return Content(values, {"ballot_id": found.id} if found is not None else {})


def reminder(ids: Ids, reader: Recipient) -> Content | None:
    """What still lacks a vote of the reader in ``ballot_ids``, and the time that is really left for it."""
    moment = now()
    waiting = letters.unvoted(reader.account_id, ids["ballot_ids"], moment)
    if not waiting:
        return None
    closes_at = waiting[0].closes_at or moment
    paper = waiting[0].paper
    days, hours = time_left(closes_at, moment)
    values = {
        "ballots": waiting,
        "title": paper.title if paper is not None else waiting[0].question,
        "closes_at": closes_at,
        "days": days,
        "hours": hours,
    }
    return Content(values)


def vote_reason(ids: Ids, reader: Recipient) -> Content | None:
    """A public reason that was withheld under ``ground``, or is shown again (``ground`` is None)."""
    found = letters.vote_reason(ids["ballot_id"], ids["seat_id"])
    if found is None:
        return None
    ground = ids.get("ground")
    values = {
        "ballot": found.ballot,
        "ground": Ground(ground) if ground else None,
        "text": Quote(found.row.language, found.row.body),
    }
    return Content(values, {"ballot_id": ids["ballot_id"]})


def checkpoint(ids: Ids, reader: Recipient) -> Content | None:
    """The signed head of a ballot's log, as a file to keep."""
    found = letters.ballot(ids["ballot_id"])
    signed = checkpoint_at(ids["ballot_id"], ids["size"])
    if found is None or signed is None:
        return None
    file = canonical_json(checkpoint_file(signed)).decode()
    return Content(
        {"title": found.question, "size": signed.size, "file": file}, {"ballot_id": signed.ballot_id}
    )


def answer(ids: Ids, reader: Recipient) -> Content | None:
    found = letters.answer(ids["answer_id"])
    if found is None or not _may_read(reader, found.proposal):
        return None
    parts = {
        name: _own_words(getattr(found, name), reader) for name in ("reasons", "next_steps", "in_charge")
    }
    about = {"proposal": found.proposal, "title": title_of(found.proposal, reader)}
    values = {"answer": found, "later": found.number > 1, **about, **parts}
    where = {"proposal_id": found.proposal_id, "anchor": "answer"}
    wrote = found.proposal.author_id == reader.account_id
    return Content(values, where, why=WROTE if wrote else SUPPORTS)


def follow_up(ids: Ids, reader: Recipient) -> Content | None:
    """What was done of what an answer promised."""
    found = letters.follow_up(ids["follow_up_id"])
    if found is None or not _may_read(reader, found[1]):
        return None
    step, proposal = found
    about = {"proposal": proposal, "title": title_of(proposal, reader)}
    values = {"day": step.happened_on, "note": _own_words(step.note, reader), **about}
    where = {"proposal_id": proposal.id, "anchor": "chain-title"}
    return Content(values, where, why=WROTE if proposal.author_id == reader.account_id else SUPPORTS)


def overdue(ids: Ids, reader: Recipient) -> Content | None:
    """An answer that the reader's chantier owes; nothing once it was given, or the reader's role ended."""
    found = letters.proposal(ids["proposal_id"])
    if found is None or found.answer_due_at is None or found.state not in INTERIM_STATES:
        return None
    if not may_do(reader, Permission.ANSWER, found.facts):
        return None
    values = {"title": title_of(found, reader), "due_at": found.answer_due_at}
    return Content(values, {"proposal_id": found.id})


def _own_words(words: Localised, reader: Recipient) -> Quote:
    return excerpt(localised(words, reader.language), reader.language)
