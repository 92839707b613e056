"""Statements about proposals and comments join here what their readers get in their own language."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.kernel.territory import territory
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.models.translations import Translation, TranslationRequest
from consult.rules.translations import Extent, TranslationState

Text = type[Proposal] | type[Comment]


def current(text: Text, row: Any, reader: str) -> sa.ColumnElement[bool]:
    """Joins ``row``, the full translation of the version that everybody reads; at most one a text."""
    return sa.and_(_shown(text, row, reader), row.extent == Extent.FULL, row.version == _version(text))


def readable(text: Text, row: Any, reader: str) -> sa.ColumnElement[bool]:
    """Joins ``row``, all that ``readings.read`` wants: the newest full translation, be it of an older
    version, and the summary of the version that everybody reads; at most two a text, of a comment one."""
    newest = aliased(Translation)
    full = (
        sa.select(newest.id)
        .where(_shown(text, newest, reader), newest.extent == Extent.FULL, newest.version <= _version(text))
        .order_by(newest.version.desc())
        .limit(1)
        .correlate(text)
        .scalar_subquery()
    )
    if text is Comment:
        return sa.and_(row.id == full)
    summary = sa.and_(row.extent == Extent.SUMMARY, row.version == _version(text))
    return sa.and_(_shown(text, row, reader), sa.or_(row.id == full, summary))


def wishes(text: Text, reader: str, account_id: int | None) -> tuple[sa.ColumnElement[Any], ...]:
    """Two columns on what somebody has done for a text: whether they asked for it in ``reader``, and their
    own full translation of its version that waits; it is into ``reader``, or out of it where the text was
    written in ``reader``."""
    if account_id is None:
        return sa.false().label("asked"), sa.null().label("own_waiting")
    request = TranslationRequest
    asked = sa.exists().where(
        _key(text, request) == text.id, request.language == reader, request.account_id == account_id
    )
    own = aliased(Translation)
    other = next((code for code in territory().languages if code != reader), reader)
    waiting = (
        sa.select(sa.func.max(own.id))
        .where(
            _key(text, own) == text.id,
            own.language == sa.case((text.language == reader, other), else_=reader),
            own.translator_id == account_id,
            own.state == TranslationState.PROPOSED,
            own.extent == Extent.FULL,
            own.version == _version(text),
        )
        .correlate(text)
        .scalar_subquery()
    )
    return asked.correlate(text).label("asked"), waiting.label("own_waiting")


def heading(reader: str) -> tuple[sa.ColumnElement[str], sa.ColumnElement[str]]:
    """A proposal's title as its reader gets it, and the language that it is in; for short lists."""
    row = aliased(Translation)
    found = sa.select(row.title).where(current(Proposal, row, reader)).correlate(Proposal).scalar_subquery()
    return (
        sa.func.coalesce(found, Proposal.title).label("title"),
        sa.case((found.is_not(None), sa.literal(reader)), else_=Proposal.language).label("language"),
    )


def _shown(text: Text, row: Any, reader: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        _key(text, row) == text.id,
        row.language == reader,
        row.state == TranslationState.SHOWN,
        text.language != reader,
    )


def _key(text: Text, row: Any) -> Any:
    return row.proposal_id if text is Proposal else row.comment_id


def _version(text: Text) -> Any:
    return Proposal.shown_version if text is Proposal else Comment.version
