"""Texts of the demonstration that somebody or something has translated, and wishes for more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from consult.gateways.demo_files.translation_shapes import TranslationText, Wish
from consult.kernel.territory import territory
from consult.models.translations import Translation, TranslationRequest
from consult.queries import demo as queries
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import Origin, TranslationState
from consult.services.demo.cast import Cast, Person
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Remark, Story

#: The machine that the demonstration pretends to have asked.
MACHINE = "libretranslate"
#: A changed text can be translated once a moderator has read it.
READ_AFTER = timedelta(days=1)
SOON, LATER = timedelta(minutes=40), timedelta(days=6)


@dataclass(frozen=True, slots=True)
class _Source:
    """A text as it waits for a translation: from when on, until when its version was the newest."""

    subject: Subject
    story: Story
    author: Person
    language: str
    since: datetime
    until: datetime


def translate(cast: Cast, stories: Mapping[str, Story]) -> None:
    """Every translation and wish of the files, with the lines that the deeds would write."""
    rows = [_translation(cast, stories[text.proposal], text) for text in cast.stage.files.translated.texts]
    queries.add(Translation, rows)
    wishes = [_wish(cast, stories[wish.proposal], wish) for wish in cast.stage.files.translated.wishes]
    queries.add(TranslationRequest, wishes)


def _source(stage: Stage, story: Story, text: TranslationText) -> _Source:
    assert story.published_at is not None
    if text.starts is not None:
        remark = _remark(story, text.starts)
        subject = Subject(SubjectKind.COMMENT, remark.id)
        return _Source(subject, story, remark.author, remark.text.language, remark.at, stage.moment)
    changed, since, until = story.changed_at, story.published_at, stage.moment
    if changed is not None:
        since, until = (changed + READ_AFTER, until) if text.version == 2 else (since, changed)
    subject = Subject(SubjectKind.PROPOSAL, story.id)
    return _Source(subject, story, story.author, story.text.language, since, until)


def _remark(story: Story, starts: str) -> Remark:
    return next(one for one in story.all_remarks if one.text.text.startswith(starts))


def _translation(cast: Cast, story: Story, text: TranslationText) -> dict[str, Any]:
    stage = cast.stage
    source = _source(stage, story, text)
    made_at = stage.between(source.since + SOON, min(source.since + LATER, source.until))
    reads_at = stage.between(made_at + SOON, min(made_at + LATER, stage.moment))
    shown = text.state is TranslationState.SHOWN
    staff = text.origin is Origin.STAFF
    machine = text.origin is Origin.MACHINE
    translator = _translator(cast, source, text, made_at)
    shown_at = made_at if staff or machine else reads_at
    reviewer = None if machine or not shown else (translator if staff else cast.known["editor"])
    if translator is not None:
        _tell(stage, source, text, made_at, translator, "proposed", extent=text.extent.value)
    if shown:
        _tell(stage, source, text, shown_at, reviewer, "shown", origin=text.origin.value)
    return {
        "proposal_id": source.story.id if text.starts is None else None,
        "comment_id": source.subject.id if text.starts is not None else None,
        "version": text.version,
        "language": _other(source.language),
        "extent": text.extent,
        "title": text.title,
        "body": text.body.strip(),
        "origin": text.origin,
        "state": text.state,
        "translator_id": translator.id if translator else None,
        "thanked": text.thanked,
        "provider": MACHINE if machine else None,
        "created_at": made_at,
        "reviewer_id": reviewer.id if reviewer else None,
        "reviewed_at": shown_at if reviewer else None,
    }


def _translator(cast: Cast, source: _Source, text: TranslationText, at: datetime) -> Person | None:
    if text.by is None:
        return None
    if isinstance(text.by, str):
        return source.author
    return cast.pick(text.by, _other(source.language), at, {source.author})


def _other(language: str) -> str:
    return next(code for code in territory().languages if code != language)


def _tell(
    stage: Stage,
    source: _Source,
    text: TranslationText,
    at: datetime,
    by: Person | None,
    step: str,
    **facts: Any,
) -> None:
    stage.tell(
        at,
        by.id if by else None,
        f"translation.{step}",
        source.subject.kind.value,
        source.subject.id,
        chantier=source.story.text.chantier,
        language=_other(source.language),
        version=text.version,
        **facts,
    )


def _wish(cast: Cast, story: Story, wish: Wish) -> dict[str, Any]:
    assert story.published_at is not None
    at = cast.stage.between(story.published_at + SOON, cast.stage.moment)
    language = _other(story.text.language)
    person = cast.pick(wish.by, language, at, {story.author})
    return {"proposal_id": story.id, "language": language, "account_id": person.id, "asked_at": at}
