"""Decisions that can be contested, and appeals against them, made through the deeds."""

from dataclasses import dataclass

from consult.kernel.actor import Actor, Role
from consult.models.accounts import Account
from consult.models.comments import Comment
from consult.models.moderation import Appeal, Decision, Report
from consult.models.proposals import Proposal
from consult.rules.moderation import DecisionKind, Ground, Label, Notice, Ruling, Subject, SubjectKind
from consult.services import moderation
from tests.factories import people, proposals

REASON = "Vous nommez une personne et donnez son adresse."
FACTS = "Le deuxième paragraphe donne un nom et une adresse."
AGAINST = "Cette personne m’a demandé elle-même de la nommer ici."


def of(thing: Proposal | Comment) -> Subject:
    kind = SubjectKind.COMMENT if isinstance(thing, Comment) else SubjectKind.PROPOSAL
    return Subject(kind, thing.id)


def ruling(kind: DecisionKind, **values: object) -> Ruling:
    """With all that a restriction of ``kind`` owes, unless ``values`` say otherwise."""
    defaults: dict[str, object] = {"ground": Ground.PERSONAL_DATA, "reason": REASON, "facts": FACTS}
    if kind is DecisionKind.LABEL:
        defaults["label"] = Label.DISPUTED
    return Ruling(kind, **(defaults | values))  # type: ignore[arg-type]  # the story knows its types


@dataclass
class Bench:
    """The first moderator, a second one, and an administrator."""

    first: Actor
    second: Actor
    administrator: Actor


def bench() -> Bench:
    roles = (Role.MODERATOR, Role.MODERATOR, Role.ADMINISTRATOR)
    return Bench(*(people.actor(people.with_role(role)) for role in roles))


def restricted(
    court: Bench, kind: DecisionKind, author: Account | None = None, **values: object
) -> tuple[Proposal, Decision]:
    """A published proposal of ``author`` that the first moderator has restricted."""
    proposal = proposals.published(author or people.participant())
    return proposal, moderation.decide(court.first, of(proposal), ruling(kind, **values))


def contested(court: Bench, kind: DecisionKind, **values: object) -> tuple[Proposal, Appeal]:
    """Its author wants it back."""
    author = people.participant()
    proposal, decision = restricted(court, kind, author, **values)
    return proposal, moderation.contest(people.actor(author), decision.id, AGAINST)


def dismissed(court: Bench) -> tuple[Proposal, Report, Account]:
    """A proposal that somebody reported in vain."""
    reporter = people.participant()
    proposal = proposals.published()
    notice = Notice(Ground.PERSONAL_DATA, "Mon nom est dans ce texte.")
    report = moderation.report(people.actor(reporter), of(proposal), notice)
    moderation.decide(court.first, of(proposal), Ruling(DecisionKind.DISMISS))
    return proposal, report, reporter
