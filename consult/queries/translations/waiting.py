"""The four kinds of things that stand on the translators' list, each a SELECT with the same columns."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consult.kernel.actor import Actor, Role
from consult.kernel.territory import territory
from consult.models.ballots import Ballot
from consult.models.comments import Comment
from consult.models.programme import Action, ActionUpdate
from consult.models.proposals import Proposal
from consult.models.translations import Translation, TranslationRequest
from consult.queries.conditions import listed, public, public_comment
from consult.rules.moderation import SubjectKind
from consult.rules.translations import Extent, Origin, TranslationState, Urgency, Work
from consult.rules.voting import BallotState

#: Weights are counted down from here, so that the heaviest comes first in ascending order.
TOP = 1_000_000_000
EXCERPT = 400
PLACE = ("urgency", "weight", "place", "work")


@dataclass(frozen=True, slots=True)
class Filters:
    """``language`` is the one that is translated into."""

    language: str
    work: Work | None = None
    chantier: int | None = None


def waiting(actor: Actor, filters: Filters) -> sa.CompoundSelect[Any]:
    """Everything on the list of ``actor`` that the filters leave, in no order."""
    branches: dict[Work, list[sa.Select[Any]]] = {
        Work.REVIEW: [_reviews_of_proposals(actor, filters), _reviews_of_comments(actor, filters)],
        Work.OFFICIAL: [_actions(actor, filters)],
        Work.PROPOSAL: [_proposals(filters)],
        Work.COMMENT: [_comments(filters)],
    }
    chosen = branches if filters.work is None else {filters.work: branches[filters.work]}
    return sa.union_all(*(branch for group in chosen.values() for branch in group))


def _within(column: Any, numbers: Collection[int] | None) -> sa.ColumnElement[bool]:
    return sa.true() if numbers is None else column.in_(numbers)


def _reviews(actor: Actor, filters: Filters, chantier: Any) -> sa.ColumnElement[bool]:
    """What waits for the team, of the version shown; for everybody else only what they proposed."""
    own = Translation.translator_id == (actor.account_id or 0)
    team = _within(chantier, actor.chantiers_of(Role.EDITOR, Role.MODERATOR))
    unchecked = sa.and_(
        Translation.state == TranslationState.SHOWN,
        Translation.origin == Origin.MACHINE,
        Translation.reviewed_at.is_(None),
        team,
    )
    proposed = sa.and_(Translation.state == TranslationState.PROPOSED, sa.or_(own, team))
    narrowed = [chantier == filters.chantier] if filters.chantier is not None else []
    return sa.and_(Translation.language == filters.language, sa.or_(proposed, unchecked), *narrowed)


def _reviews_of_proposals(actor: Actor, filters: Filters) -> sa.Select[Any]:
    return (
        _review(actor, SubjectKind.PROPOSAL, Proposal.id, Translation.title, Proposal.language)
        .join(Proposal, Proposal.id == Translation.proposal_id)
        .where(Translation.version == Proposal.shown_version, public())
        .where(_reviews(actor, filters, Proposal.chantier_number))
    )


def _reviews_of_comments(actor: Actor, filters: Filters) -> sa.Select[Any]:
    begins = sa.func.substr(Translation.body, 1, EXCERPT)
    return (
        _review(actor, SubjectKind.COMMENT, Comment.id, begins, Comment.language)
        .join(Comment, Comment.id == Translation.comment_id)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(Translation.version == Comment.version, public(), public_comment())
        .where(_reviews(actor, filters, Proposal.chantier_number))
    )


def _review(actor: Actor, kind: SubjectKind, number: Any, words: Any, written_in: Any) -> sa.Select[Any]:
    """The translation's own words, since they are what is to be read; oldest first."""
    mine = sa.case((Translation.translator_id == (actor.account_id or 0), 1), else_=0)
    return sa.select(
        sa.literal(int(Urgency.REVIEW)).label("urgency"),
        sa.case((Translation.origin == Origin.MACHINE, 1), else_=0).label("weight"),
        Translation.id.label("place"),
        sa.literal(Work.REVIEW.value).label("work"),
        sa.literal(kind.value).label("about"),
        number.label("text_id"),
        sa.func.coalesce(words, "").label("words"),
        Translation.language.label("language"),
        written_in.label("written_in"),
        Proposal.chantier_number.label("chantier"),
        sa.literal(0).label("requests"),
        sa.literal(0).label("stale"),
        sa.case((Translation.extent == Extent.SUMMARY, 1), else_=0).label("summary"),
        Translation.id.label("translation_id"),
        sa.case((Translation.origin == Origin.MACHINE, 1), else_=0).label("machine"),
        mine.label("mine"),
    ).select_from(Translation)


def _proposals(filters: Filters) -> sa.Select[Any]:
    ballot = sa.exists().where(
        Ballot.proposal_id == Proposal.id, Ballot.state.in_((BallotState.draft, BallotState.scheduled))
    )
    first = Proposal.chantier_number.in_(territory().cross_border_chantiers)
    return _texts(
        SubjectKind.PROPOSAL,
        filters,
        wanted=sa.select(
            Proposal.id.label("id"),
            Proposal.title.label("words"),
            Proposal.language.label("language"),
            Proposal.shown_version.label("version"),
            Proposal.chantier_number.label("chantier"),
            Proposal.support_count.label("liked"),
            sa.case((ballot, 1), else_=0).label("ballot"),
            sa.case((first, 1), else_=0).label("cross_border"),
        ).where(listed()),
    )


def _comments(filters: Filters) -> sa.Select[Any]:
    return _texts(
        SubjectKind.COMMENT,
        filters,
        wanted=sa.select(
            Comment.id.label("id"),
            sa.func.substr(Comment.body, 1, EXCERPT).label("words"),
            Comment.language.label("language"),
            Comment.version.label("version"),
            Proposal.chantier_number.label("chantier"),
            Comment.useful_count.label("liked"),
            sa.literal(0).label("ballot"),
            sa.literal(0).label("cross_border"),
        )
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(listed(), public_comment()),
    )


def _texts(kind: SubjectKind, filters: Filters, wanted: sa.Select[Any]) -> sa.Select[Any]:
    """Of the ``wanted`` texts those that nobody can read whole in the language, and nobody has proposed."""
    text = wanted.subquery()
    column = getattr(Translation, f"{kind.value}_id")
    here = sa.and_(column == text.c.id, Translation.language == filters.language)
    current = sa.and_(here, Translation.version == text.c.version)
    full = Translation.extent == Extent.FULL
    shown = Translation.state == TranslationState.SHOWN
    there = sa.or_(shown, Translation.state == TranslationState.PROPOSED)
    asked = getattr(TranslationRequest, f"{kind.value}_id") == text.c.id
    requests = (
        sa.select(sa.func.count())
        .where(asked, TranslationRequest.language == filters.language)
        .correlate(text)
        .scalar_subquery()
    )
    chosen = sa.select(
        text,
        requests.label("requests"),
        sa.case((sa.exists().where(here, full, shown), 1), else_=0).label("stale"),
        sa.case((sa.exists().where(current, ~full, there), 1), else_=0).label("summary"),
    ).where(text.c.language != filters.language, ~sa.exists().where(current, full, there))
    if filters.chantier is not None:
        chosen = chosen.where(text.c.chantier == filters.chantier)
    return _ranked(kind, chosen.subquery())


def _ranked(kind: SubjectKind, row: sa.Subquery) -> sa.Select[Any]:
    urgency = sa.case(
        (row.c.ballot == 1, int(Urgency.BALLOT)),
        (row.c.requests > 0, int(Urgency.REQUESTED)),
        (sa.and_(row.c.cross_border == 1, row.c.summary == 0), int(Urgency.CROSS_BORDER)),
        else_=int(Urgency.SUPPORTED),
    )
    weight = TOP - sa.case((row.c.requests > 0, row.c.requests), else_=row.c.liked)
    return sa.select(
        urgency.label("urgency"),
        weight.label("weight"),
        (TOP - row.c.id).label("place"),  # the newest first
        sa.literal(kind.value).label("work"),
        sa.literal(kind.value).label("about"),
        row.c.id.label("text_id"),
        row.c.words,
        row.c.language,
        row.c.language.label("written_in"),
        row.c.chantier,
        row.c.requests,
        row.c.stale,
        row.c.summary,
        sa.literal(0).label("translation_id"),
        sa.literal(0).label("machine"),
        sa.literal(0).label("mine"),
    )


def _actions(actor: Actor, filters: Filters) -> sa.Select[Any]:
    """Actions of the editor's chantiers of which a part exists, but not in the language."""
    language = filters.language
    others = [code for code in territory().languages if code != language]
    elsewhere = [(_said(Action.title, code), code) for code in others]
    note = sa.exists().where(ActionUpdate.action_id == Action.id, _lacking(ActionUpdate.note, language))
    parts = (Action.title, Action.summary, Action.lead)
    gap = sa.or_(note, *(_lacking(part, language) for part in parts))
    conditions = [gap, _within(Action.chantier_number, actor.chantiers_of(Role.EDITOR))]
    if filters.chantier is not None:
        conditions.append(Action.chantier_number == filters.chantier)
    known_in = sa.case(*((words != "", code) for words, code in elsewhere), else_=language)
    return sa.select(
        sa.literal(int(Urgency.OFFICIAL)).label("urgency"),
        sa.literal(TOP).label("weight"),
        (TOP - Action.id).label("place"),
        sa.literal(Work.OFFICIAL.value).label("work"),
        sa.literal("action").label("about"),
        Action.id.label("text_id"),
        sa.case(*((words != "", words) for words, _ in elsewhere), else_=_said(Action.title, language)).label(
            "words"
        ),
        known_in.label("language"),
        known_in.label("written_in"),
        Action.chantier_number.label("chantier"),
        sa.literal(0).label("requests"),
        sa.literal(0).label("stale"),
        sa.literal(0).label("summary"),
        sa.literal(0).label("translation_id"),
        sa.literal(0).label("machine"),
        sa.literal(0).label("mine"),
    ).where(*conditions)


def _said(words: Any, language: str) -> Any:
    return sa.func.coalesce(words[language].as_string(), "")


def _lacking(words: Any, language: str) -> sa.ColumnElement[bool]:
    """The text exists, but not in the language."""
    others = [_said(words, code) != "" for code in territory().languages if code != language]
    return sa.and_(_said(words, language) == "", sa.or_(*others))
