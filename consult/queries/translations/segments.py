"""The translation memory: paragraphs that people have translated, found again by their hash."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.models.translations import Translation, TranslationSegment
from consult.queries.conditions import public, public_comment
from consult.rules.translations import Origin, TranslationState


def keep(translation_id: int, source_language: str, language: str, bodies: Mapping[str, str]) -> None:
    """Store the paragraphs of one translation by the hash of their source, in place of its earlier ones."""
    forget = sa.delete(TranslationSegment).where(TranslationSegment.translation_id == translation_id)
    db.session.execute(forget.execution_options(synchronize_session=False))
    db.session.add_all(
        TranslationSegment(
            translation_id=translation_id,
            source_language=source_language,
            language=language,
            source_sha256=digest,
            body=body,
        )
        for digest, body in bodies.items()
    )


def known(digests: Collection[str], source_language: str, language: str) -> dict[str, str]:
    """Hash → paragraph as a person translated it last.

    Only of translations that are still shown, by a person (as ``Provenance.by_person``), and of texts that
    everybody may still read.
    """
    if not digests:
        return {}
    rows = db.session.execute(
        sa.select(TranslationSegment.source_sha256, TranslationSegment.body)
        .join(Translation, Translation.id == TranslationSegment.translation_id)
        .outerjoin(Comment, Comment.id == Translation.comment_id)
        .join(Proposal, Proposal.id == sa.func.coalesce(Translation.proposal_id, Comment.proposal_id))
        .where(
            TranslationSegment.source_sha256.in_(digests),
            TranslationSegment.source_language == source_language,
            TranslationSegment.language == language,
            Translation.state == TranslationState.SHOWN,
            sa.or_(Translation.origin != Origin.MACHINE, Translation.reviewed_at.is_not(None)),
            public(),
            sa.or_(Comment.id.is_(None), public_comment()),
        )
        .order_by(Translation.reviewed_at, TranslationSegment.id)
    )
    return {row.source_sha256: row.body for row in rows}
