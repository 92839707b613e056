"""Comments that moderators hid or have still to read join their stories here, before anything is written."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from consult.gateways.demo_files.moderation_shapes import Fresh, HiddenText
from consult.gateways.demo_files.shapes import CommentText, Whose
from consult.rules.moderation import AppealOutcome
from consult.services.demo.cast import Cast, Person
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Remark, Story

#: A chantier whose comments are read first has done so for so many days at most.
READ_FIRST_FOR = 1.5
#: Fresh comments were written so many days before today, from and to.
FRESH = (0.9, 0.05)
#: A moderator reads a comment over within this time; what is fresh is still unread.
READ_WITHIN = timedelta(days=2)
SOON = timedelta(minutes=20)


def add_comments(cast: Cast, stories: Mapping[str, Story]) -> dict[int, datetime]:
    """Hidden and fresh comments; since when each chantier that reads first does so."""
    moderated = cast.stage.files.moderated
    for hidden in moderated.hidden:
        _add_hidden(cast, stories[hidden.proposal], hidden)
    since = {
        number: _read_first_since(cast.stage, list(stories.values()), number)
        for number in sorted(moderated.read_first)
    }
    for fresh in moderated.fresh:
        _add_fresh(cast, stories[fresh.proposal], fresh, since)
    for story in stories.values():
        _read_over(cast.stage, story)
    return since


def _add_hidden(cast: Cast, story: Story, text: HiddenText) -> None:
    stage = cast.stage
    assert story.published_at is not None
    known = _known(cast, text.comment)
    earliest, latest = story.published_at + timedelta(days=5), story.last_talk
    if text.days_ago is not None:
        day = stage.ago(text.days_ago)
        earliest = max(story.published_at + SOON, day, known.created_at + SOON if known else day)
        latest = min(latest, earliest + timedelta(days=0.9))
    at = stage.between(earliest, latest, 2.0)
    remark = _remark(cast, story, text.comment, at)
    reinstated = text.appeal is not None and text.appeal.outcome is AppealOutcome.REVERSED
    remark.withheld = not reinstated
    remark.read_at = at + SOON if reinstated else None
    story.remarks.append(remark)


def _add_fresh(cast: Cast, story: Story, text: Fresh, since: Mapping[int, datetime]) -> None:
    stage, known = cast.stage, _known(cast, text.comment)
    start = since.get(story.text.chantier) or stage.ago(FRESH[0])
    at = stage.between(max(start, known.created_at + SOON if known else start), stage.ago(FRESH[1]))
    remark = _remark(cast, story, text.comment, at)
    remark.waiting = story.text.chantier in since
    story.remarks.append(remark)


def _known(cast: Cast, text: CommentText) -> Person | None:
    called = text.by.called if isinstance(text.by, Whose) else None
    return cast.known[called] if called else None


def _remark(cast: Cast, story: Story, text: CommentText, at: datetime) -> Remark:
    whose = text.by if isinstance(text.by, Whose) else None
    talkers = {remark.author for remark in story.all_remarks} | {story.author}
    return Remark(text, cast.pick(whose, text.language, at, talkers), None, at)


def _read_first_since(stage: Stage, stories: Sequence[Story], chantier: int) -> datetime:
    """After everything that was published at once there."""
    spoken = [one.at for story in stories if story.text.chantier == chantier for one in story.all_remarks]
    return max([stage.ago(READ_FIRST_FOR), *(at + timedelta(minutes=5) for at in spoken)])


def _read_over(stage: Stage, story: Story) -> None:
    """When a moderator read what stayed public; not yet, if that would be after the beginning of today."""
    for remark in story.all_remarks:
        if remark.public and remark.read_at is None and remark.at < stage.ago(FRESH[0]):
            at = stage.between(remark.at + SOON, remark.at + READ_WITHIN)
            remark.read_at = at if at < stage.moment else None
