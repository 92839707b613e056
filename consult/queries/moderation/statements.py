"""A decision with its reasons as one reader may see it: on its page, in its mail, beside an appeal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.territory import territory
from consult.models.comments import Comment, CommentVersion
from consult.models.moderation import Appeal, Decision, WithheldName
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries.moderation.items import Text
from consult.queries.moderation.said import Said, path, to_offer, to_position, words_decided_on
from consult.rules.lifecycle import PUBLIC_STATES, Visibility
from consult.rules.moderation import (
    CONTESTABLE,
    AppealBy,
    AppealOutcome,
    DecisionKind,
    SubjectKind,
    last_day,
)
from consult.rules.permissions import Facts, Permission, allows, public


@dataclass(frozen=True, slots=True)
class Statement:
    """``text`` is what was decided on, None where the reader may not read it; ``title`` that of the proposal
    concerned, or of what a position is about; ``name`` what a person or organisation is called, or was until
    the decision. ``further``: the same words in another language, or the reply to an offer.

    ``mine``: the reader wrote the text, bears the name or keeps the organisation. ``contest_until``: the last
    moment of the six months; ``contestable``: whether the reader can contest it now; ``appeal``: theirs.
    ``later``: another version was public meanwhile. ``reachable``: the text's own page opens for the reader.
    """

    decision: Decision
    facts: Facts
    what: SubjectKind
    proposal_id: int | None
    title: str | None
    title_language: str
    text: Text | None
    further: tuple[Text, ...]
    name: str | None
    later: bool
    reachable: bool
    mine: bool
    contest_until: datetime
    contestable: bool
    appeal: Appeal | None


def statement(actor: Actor, decision_id: int) -> Statement:
    """At most four statements; ``NotFound`` for everybody whom the decision does not concern."""
    found = decision(decision_id)
    if found is None:
        raise NotFound
    facts = facts_of(found)
    mine = allows(actor, Permission.APPEAL, facts) and not actor.system
    staff = Facts(chantier=facts.chantier)
    if not allows(actor, Permission.READ_DECISION, facts):
        raise NotFound
    if found.kind is DecisionKind.DISMISS and not allows(actor, Permission.READ_DECISION, staff):
        raise NotFound  # whoever was reported without reason need not know
    return build(actor, found, facts, mine=mine, withheld=_may_read_withheld(actor, facts, mine))


def build(actor: Actor, found: Decision, facts: Facts, *, mine: bool, withheld: bool) -> Statement:
    """The statement of a decision for a checked reader; ``withheld``: they read the text concerned."""
    about = found.comment.proposal if found.comment is not None else found.proposal
    reachable = about is not None and _reachable(actor, about, found.comment)
    version, said = version_of(found), words_decided_on(found)
    on = said.on if said is not None else None
    texts = _texts(found, version, said) if withheld else ()
    until = last_day(found.decided_at, territory().settings["appeal_months"])
    appeal = author_appeal(found.id)
    contestable = mine and appeal is None and found.kind in CONTESTABLE[AppealBy.AUTHOR] and now() <= until
    titled = about is not None and (
        allows(actor, Permission.READ_PROPOSAL, about.facts) or _whole(found, withheld)
    )
    return Statement(
        decision=found,
        facts=facts,
        what=found.subject.kind,
        proposal_id=about.id if about is not None else None,
        title=about.title if about is not None and titled else on.title if on is not None else None,
        title_language=about.language if about is not None else on.language if on is not None else "",
        text=texts[0] if texts else None,
        further=texts[1:],
        name=_name(found, withheld),
        later=_later(about, found, version),
        reachable=reachable or (found.position is not None and (mine or public(actor, facts))),
        mine=mine,
        contest_until=until,
        contestable=contestable and not came_of_own_appeal(found),
        appeal=appeal,
    )


def decision(decision_id: int) -> Decision | None:
    """With everything it may be about."""
    return db.session.scalar(sa.select(Decision).options(*with_subject()).where(Decision.id == decision_id))


def with_subject(*before: Any) -> list[Any]:
    """Loader options: everything that a decision may be about. ``before``: the way to the decision."""
    steps = (
        (Decision.proposal,),
        (Decision.comment, Comment.proposal),
        (Decision.account,),
        (Decision.organisation,),
        (Decision.merged_into,),
    )
    return [
        *(path(*before, *step) for step in steps),
        *to_offer(*before, Decision.offer),
        *to_position(*before, Decision.position),
    ]


def facts_of(found: Decision) -> Facts:
    """What the permission table may know of the thing decided on."""
    if found.comment is not None:
        under = found.comment.proposal
        return found.comment.facts_in(under.state, under.chantier_number)
    if found.proposal is not None:
        return found.proposal.facts
    words = found.offer or found.position
    if words is not None:
        return words.facts
    return Facts(author_id=found.account_id, organisation_id=found.organisation_id)


def version_of(found: Decision) -> ProposalVersion | CommentVersion | None:
    """The version that was decided on."""
    if found.version is None or found.subject.kind not in (SubjectKind.PROPOSAL, SubjectKind.COMMENT):
        return None
    table, column = (
        (ProposalVersion, ProposalVersion.proposal_id)
        if found.proposal_id is not None
        else (CommentVersion, CommentVersion.comment_id)
    )
    statement: sa.Select[Any] = sa.select(table).where(
        column == found.subject.id, table.number == found.version
    )
    row: ProposalVersion | CommentVersion | None = db.session.scalar(statement)
    return row


def author_appeal(decision_id: int) -> Appeal | None:
    """The one appeal of the author's side."""
    return db.session.scalar(
        sa.select(Appeal)
        .where(Appeal.decision_id == decision_id, Appeal.made_by == AppealBy.AUTHOR)
        .order_by(Appeal.id)
        .limit(1)
    )


def came_of_own_appeal(found: Decision) -> bool:
    """Whether the decision is itself what the author's appeal came to: an appeal is made once."""
    return (
        db.session.scalar(
            sa.select(
                sa.exists().where(
                    Appeal.outcome_id == found.id,
                    Appeal.made_by == AppealBy.AUTHOR,
                    Appeal.outcome.in_((AppealOutcome.CHANGED, AppealOutcome.REVERSED)),
                )
            )
        )
        or False
    )


def _may_read_withheld(actor: Actor, facts: Facts, mine: bool) -> bool:
    """The text decided on: its author, auditors, and moderators unless it was removed from their eyes too."""
    if mine or allows(actor, Permission.READ_WITHHELD, facts):
        return True
    return facts.visibility is not Visibility.REMOVED and allows(
        actor, Permission.MODERATE, Facts(chantier=facts.chantier)
    )


def _reachable(actor: Actor, proposal: Proposal, comment: Comment | None) -> bool:
    if not allows(actor, Permission.READ_PROPOSAL, proposal.facts):
        return False
    if comment is None:
        return True
    return allows(actor, Permission.READ_COMMENT, comment.facts_in(proposal.state, proposal.chantier_number))


def _whole(found: Decision, withheld: bool) -> bool:
    """Whether the proposal is itself what was decided on, by a reader who may read it."""
    return withheld and found.proposal is not None


def _texts(
    found: Decision, version: ProposalVersion | CommentVersion | None, said: Said | None
) -> tuple[Text, ...]:
    if said is not None:
        return said.texts
    shown = version or found.comment or found.proposal
    return (Text(getattr(shown, "title", None), shown.body, shown.language),) if shown is not None else ()


def _name(found: Decision, withheld: bool) -> str | None:
    """Today's name, or to whom may read it the one that the decision withheld."""
    kept = db.session.get(WithheldName, found.id) if found.kind is DecisionKind.HIDE and withheld else None
    if kept is not None:
        return kept.name
    if found.account is not None:
        return found.account.display_name if found.account.erased_at is None else None
    if found.position is not None:
        return found.position.organisation.name
    return found.organisation.name if found.organisation is not None else None


def _later(about: Proposal | None, found: Decision, version: ProposalVersion | CommentVersion | None) -> bool:
    """Whether an earlier version was public when this one was decided on."""
    if about is None or version is None or version.number == 1:
        return False
    if found.comment is not None:
        return found.comment.published_at is not None
    return about.state in PUBLIC_STATES
