"""Who backs which proposal, and when; neighbours more often where the border is near."""

from datetime import datetime, timedelta
from typing import Any

from consult.kernel.territory import territory
from consult.models.proposals import Support
from consult.queries import demo as queries
from consult.services.demo.cast import Cast, Person
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Story

#: Most people come in the first weeks.
LEAN = 2.5
#: Some chantiers, and texts in a neighbour's language, draw so many times more neighbours than others.
DRAW = 2.5


def gather(cast: Cast, story: Story) -> None:
    """As many supporters as the file wishes, among those who had joined before the debate ended."""
    start = story.published_at
    if start is None:
        return
    dice, last = cast.stage.dice, story.debate_ends - timedelta(hours=6)
    there = [
        person for person in cast.participants() if person.created_at < last and person is not story.author
    ]
    near = _is_near(cast.stage, story)
    weights = {person: DRAW if near and is_neighbour(person) else 1.0 for person in there}
    there.sort(key=lambda person: dice.random() ** (1 / weights[person]), reverse=True)
    story.supporters = sorted(
        (
            (person, cast.stage.between(max(start, person.created_at), last, LEAN))
            for person in there[: story.text.supports]
        ),
        key=lambda pair: (pair[1], pair[0].email),
    )
    needed = territory().settings["support_threshold"]
    if len(story.supporters) >= needed:
        story.threshold_at = story.supporters[needed - 1][1]


def _is_near(stage: Stage, story: Story) -> bool:
    foreign = story.text.language != territory().languages[0]
    return foreign or story.text.chantier in stage.files.neighbourly_chantiers


def is_neighbour(person: Person) -> bool:
    return territory().is_neighbour(person.origin)


def write_supports(stage: Stage, stories: list[Story]) -> None:
    """The rows of all supports, a line of the journal for each given, and one for each threshold reached."""
    rows = []
    for story in stories:
        chantier = story.text.chantier
        rows += [_row(story, person, at, via_merge=True) for person, at in story.brought]
        for person, at in story.supporters:
            rows.append(_row(story, person, at))
            stage.tell(at, person.id, "support.given", "proposal", story.id, chantier=chantier)
        if story.threshold_at is not None and story.threshold_at == story.answer_owed_from:
            needed = territory().settings["support_threshold"]
            person = story.supporters[needed - 1][0]
            facts = {"chantier": chantier, "supports": needed}
            event = "proposal.threshold_reached"
            stage.tell(story.threshold_at, person.id, event, "proposal", story.id, **facts)
    queries.add_keyed(Support, rows)


def _row(story: Story, person: Person, at: datetime, *, via_merge: bool = False) -> dict[str, Any]:
    return {
        "proposal_id": story.id,
        "account_id": person.id,
        "neighbour": is_neighbour(person),
        "via_merge": via_merge,
        "created_at": at,
    }
