"""Appeals: the rows behind one, its page for whoever decides, and all decisions about one person."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel import cursor
from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotAllowed, NotFound
from consult.kernel.i18n import language_of, localised
from consult.models.comments import Comment
from consult.models.moderation import Appeal, Decision
from consult.models.offers import Offer
from consult.models.organisations import Keeper
from consult.models.positions import Position
from consult.models.proposals import Proposal
from consult.queries.moderation.judges import in_force, refusal_to_judge
from consult.queries.moderation.records import DecisionLine, decisions_on
from consult.queries.moderation.rows import hidden_by, reading_language, withheld_name
from consult.queries.moderation.said import to_position, words_of
from consult.queries.moderation.statements import Statement, build, facts_of, with_subject
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import (
    NAMES,
    AppealBy,
    AppealOutcome,
    DecisionKind,
    Standing,
    outcomes,
    replacements,
)
from consult.rules.permissions import Facts, Permission, allows

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AppealItem:
    """``refusal`` says why this reader does not decide; ``outcomes`` and ``kinds`` are what they choose from.

    ``history``: all decisions on the thing, newest first. ``author_language``: in which the author is told.
    """

    appeal: Appeal
    statement: Statement
    history: Sequence[DecisionLine]
    author_language: str
    refusal: NotAllowed | None
    in_force: bool
    outcomes: tuple[AppealOutcome, ...]
    kinds: tuple[DecisionKind, ...]


def appeal_item(actor: Actor, appeal_id: int) -> AppealItem:
    """At most ten statements; ``NotFound`` outside the reader's chantiers.

    The text is readable to whoever decides, though it was removed from all other moderators' eyes.
    """
    appeal = appeal_with_decision(appeal_id)
    first = appeal.decision
    facts = facts_of(first)
    if not allows(actor, Permission.DECIDE_APPEAL, Facts(chantier=facts.chantier)):
        raise NotFound
    refusal = refusal_to_judge(actor, appeal)
    judges = refusal is None and appeal.outcome is None
    readable = (
        judges
        or allows(actor, Permission.READ_WITHHELD)
        or (refusal is None and facts.visibility is not Visibility.REMOVED)
    )
    standing = standing_of(first)
    kinds = replacements(appeal.made_by, first.kind, standing, actor.account_id)
    holds = in_force(first)
    return AppealItem(
        appeal=appeal,
        statement=build(actor, first, facts, mine=False, withheld=readable),
        history=[line for line, _by in decisions_on(first.subject)],
        author_language=reading_language(facts.author_id) or first.language,
        refusal=refusal,
        in_force=holds,
        outcomes=outcomes(appeal.made_by, first.kind, kinds, holds) if judges else (),
        kinds=kinds if judges else (),
    )


def standing_of(first: Decision) -> Standing:
    """How the thing stands now, as far as an appeal may change it."""
    subject, text, words = first.subject, first.comment or first.proposal, words_of(first)
    if words is not None:
        return Standing(words.visibility, kind=subject.kind, emptied=not words.body)
    if text is None or subject.kind in NAMES:
        shown = withheld_name(subject) is None
        return Standing(Visibility.VISIBLE if shown else Visibility.HIDDEN, kind=subject.kind)
    return Standing(
        text.visibility,
        kind=subject.kind,
        state=first.proposal.state if first.proposal is not None else None,
        supports=first.proposal.support_count if first.proposal is not None else 0,
        hidden_by_id=hidden_by(subject, text.visibility),
        label=text.label,
        emptied=not text.body,
    )


def appeal_with_decision(appeal_id: int) -> Appeal:
    """An appeal with the decision contested and all that this may be about; ``NotFound`` for none."""
    found = db.session.scalar(
        sa.select(Appeal)
        .options(
            *with_subject(Appeal.decision),
            joinedload(Appeal.report),
            joinedload(Appeal.changed_by),
        )
        .where(Appeal.id == appeal_id)
    )
    if found is None:
        raise NotFound
    return found


def lock_appeal(appeal: Appeal) -> None:
    """Hold its row until the transaction ends, and see whether somebody has decided meanwhile."""
    db.session.refresh(appeal, ["outcome"], with_for_update=True)


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """A decision in the list of whom it concerns; ``title`` of the proposal, None for a name."""

    decision: Decision
    title: str | None
    language: str
    appeal: Appeal | None


@dataclass(frozen=True, slots=True)
class OwnDecisions:
    """One page of them, the newest first."""

    lines: tuple[OwnDecision, ...]
    next: str | None


def own_decisions(actor: Actor, after: str | None = None) -> OwnDecisions:
    """The 50 decisions after the cursor on somebody's texts and name, and on the organisations they keep.

    Dismissed reports are left out: they changed nothing. Two statements.
    """
    statement = (
        sa.select(Decision)
        .outerjoin(Proposal, Proposal.id == Decision.proposal_id)
        .outerjoin(Comment, Comment.id == Decision.comment_id)
        .options(
            joinedload(Decision.proposal),
            joinedload(Decision.comment).joinedload(Comment.proposal),
            joinedload(Decision.organisation),
            *to_position(Decision.position),
        )
        .where(concerns(actor.account_id), Decision.kind != DecisionKind.DISMISS)
        .order_by(Decision.id.desc())
    )
    if after:
        statement = statement.where(Decision.id < cursor.decode(after, (int,))[0])
    rows = list(db.session.scalars(statement.limit(PAGE_SIZE + 1)))
    shown = rows[:PAGE_SIZE]
    appeals = _author_appeals([row.id for row in shown])
    return OwnDecisions(
        tuple(_own(actor, row, appeals.get(row.id)) for row in shown),
        cursor.encode(shown[-1].id) if len(rows) > PAGE_SIZE else None,
    )


def concerns(account_id: int | None) -> sa.ColumnElement[bool]:
    """The condition that a decision, its proposal and comment joined, concerns somebody."""
    kept = sa.select(Keeper.organisation_id).where(Keeper.account_id == account_id, Keeper.ended_at.is_(None))
    return sa.or_(
        Decision.account_id == account_id,
        Decision.organisation_id.in_(kept),
        Decision.offer_id.in_(sa.select(Offer.id).where(Offer.account_id == account_id)),
        Decision.position_id.in_(
            sa.select(Position.id).where(
                sa.or_(Position.organisation_id.in_(kept), Position.given_by_id == account_id)
            )
        ),
        *(
            condition
            for text in (Proposal, Comment)
            for condition in (text.author_id == account_id, text.organisation_id.in_(kept))
        ),
        Proposal.entered_by_id == account_id,
    )


def _author_appeals(decision_ids: list[int]) -> dict[int, Appeal]:
    found = db.session.scalars(
        sa.select(Appeal).where(Appeal.decision_id.in_(decision_ids), Appeal.made_by == AppealBy.AUTHOR)
    )
    return {appeal.decision_id: appeal for appeal in found}


def _own(actor: Actor, row: Decision, appeal: Appeal | None) -> OwnDecision:
    under = row.comment.proposal if row.comment is not None else row.proposal
    if row.position is not None:
        return OwnDecision(row, localised(row.position.title), language_of(row.position.title), appeal)
    if under is None:
        name = row.organisation.name if row.organisation is not None else None
        return OwnDecision(row, name, row.language, appeal)
    readable = allows(actor, Permission.READ_PROPOSAL, under.facts)
    return OwnDecision(row, under.title if readable else None, under.language, appeal)
