"""The demonstration's translations belong to versions, read like their language, and show every origin."""

from collections import Counter

import sqlalchemy as sa
from flask import Flask

from consult.kernel.text.language import detect
from consult.models.comments import Comment
from consult.models.proposals import Proposal, ProposalVersion
from consult.models.translations import Translation, TranslationRequest
from consult.rules.translations import Origin, TranslationState
from tests.support.demonstration import MIDNIGHT, count, everything, lines


def test_translations_are_of_versions_that_exist_and_say_what_became_of_them(told: Flask) -> None:
    versions = {(row.proposal_id, row.number): row for row in everything(ProposalVersion)}
    comments = {row.id: row for row in everything(Comment)}
    shown = Counter()
    for row in everything(Translation):
        text = comments[row.comment_id] if row.comment_id else versions[row.proposal_id, row.version]
        assert {text.language, row.language} == {"fr", "de"}
        assert text.created_at < row.created_at < MIDNIGHT
        read, _ = detect(f"{row.title or ''}\n{row.body}")
        assert read == row.language, row.body
        what = "comment" if row.comment_id else row.extent.value
        shown[what, row.origin.value] += row.state is TranslationState.SHOWN
    assert sum(shown["full", origin.value] for origin in Origin) >= 10
    assert all(shown["full", origin.value] for origin in Origin)
    assert sum(shown["comment", origin.value] for origin in Origin) >= 12
    assert shown["summary", "staff"] == 2
    current = sa.select(Proposal.id).where(Proposal.shown_version > Translation.version).exists()
    outdated = sa.and_(current.where(Proposal.id == Translation.proposal_id), Translation.version == 1)
    assert count(Translation, outdated) == 1
    assert count(Translation, Translation.state == TranslationState.PROPOSED) == 2
    assert count(TranslationRequest) == 3
    assert len(lines("translation.shown")) == sum(shown.values())
