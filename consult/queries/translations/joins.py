"""Statements about proposals and comments join here what their readers get in their own language."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.models.translations import Translation
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


def heading(reader: str) -> tuple[sa.ColumnElement[str], sa.ColumnElement[str]]:
    """A proposal's title as its reader gets it, and the language that it is in; for short lists."""
    row = aliased(Translation)
    found = sa.select(row.title).where(current(Proposal, row, reader)).correlate(Proposal).scalar_subquery()
    return (
        sa.func.coalesce(found, Proposal.title).label("title"),
        sa.case((found.is_not(None), sa.literal(reader)), else_=Proposal.language).label("language"),
    )


def _shown(text: Text, row: Any, reader: str) -> sa.ColumnElement[bool]:
    key = row.proposal_id if text is Proposal else row.comment_id
    return sa.and_(
        key == text.id,
        row.language == reader,
        row.state == TranslationState.SHOWN,
        text.language != reader,
    )


def _version(text: Text) -> Any:
    return Proposal.shown_version if text is Proposal else Comment.version
