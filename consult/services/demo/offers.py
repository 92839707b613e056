"""Calls for volunteers, what people bring to them and to needs, and which solution answers which need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from consult.gateways.demo_files.offer_shapes import CallText, NeedText, OfferText
from consult.models.offers import Call, Offer
from consult.models.proposals import Proposal
from consult.queries import demo as queries
from consult.rules.offers import OfferStatus
from consult.services.demo.cast import Person
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Story

MORNING = timedelta(hours=9, minutes=20)
#: An answer comes some days after the offer, an offer some days after the call.
STEP = timedelta(days=2, hours=3)


@dataclass(frozen=True, slots=True)
class _Thing:
    """What is helped: its column and number, since when, who answers, and who may offer, in this order."""

    column: str
    number: int
    chantier: int
    since: datetime
    owner: Person
    givers: list[Person]


def bring_help(stage: Stage, stories: Mapping[str, Story], named: Mapping[str, Person]) -> None:
    """Everything of the file; the first to offer is always somebody whom one can sign in as."""
    actions = queries.action_ids()
    for call in stage.files.helped.calls:
        _call(stage, call, actions[call.action], stories, named)
    for need in stage.files.helped.needs:
        _need(stage, need, stories, named)


def _call(
    stage: Stage, text: CallText, action_id: int, stories: Mapping[str, Story], named: Mapping[str, Person]
) -> None:
    editor, made_at = named["editor"], stage.ago(text.days_ago) + MORNING
    row = {
        "action_id": action_id,
        "title": text.title,
        "text": text.text,
        "wanted": text.wanted,
        "open_until": stage.day(text.open_in_days),
        "made_by_id": editor.id,
        "made_at": made_at,
    }
    (number,) = queries.add(Call, [row])
    chantier = int(text.action[1:3])
    stage.tell(made_at, editor.id, "call.made", "call", number, chantier=chantier, action_id=action_id)
    near = next(story for story in stories.values() if story.text.chantier == chantier and story.supporters)
    givers = [named["participant"], *(person for person, _at in near.supporters)]
    _offer(stage, _Thing("call_id", number, chantier, made_at, editor, givers), text.offers)


def _need(stage: Stage, text: NeedText, stories: Mapping[str, Story], named: Mapping[str, Person]) -> None:
    story = stories[text.proposal]
    queries.change(Proposal, [{"id": stories[key].id, "need_id": story.id} for key in text.solutions])
    givers = [named["neighbour"], *(person for person, _at in story.supporters)]
    # within the last weeks, when everybody who backs the need had joined
    thing = _Thing(
        "proposal_id", story.id, story.text.chantier, stage.ago(12) + MORNING, story.author, givers
    )
    _offer(stage, thing, text.offers)


def _offer(stage: Stage, thing: _Thing, texts: tuple[OfferText, ...]) -> None:
    givers = [one for one in dict.fromkeys(thing.givers) if one is not thing.owner]
    for place, (giver, text) in enumerate(zip(givers, texts, strict=False), start=1):
        at = thing.since + timedelta(days=place, hours=place)
        replied_at = at + STEP if text.reply else None
        row: dict[str, Any] = {
            "call_id": None,
            "proposal_id": None,
            thing.column: thing.number,
            "account_id": giver.id,
            "kind": text.kind,
            "status": text.status,
            "text": text.text,
            "language": text.language,
            "named": text.named,
            "reply": text.reply,
            "reply_language": text.language if text.reply else None,
            "replied_by_id": thing.owner.id if text.reply else None,
            "replied_at": replied_at,
            "created_at": at,
            "changed_at": at,
        }
        (number,) = queries.add(Offer, [row])
        about: dict[str, Any] = {"call_id": row["call_id"], "proposal_id": row["proposal_id"]}
        where: dict[str, Any] = {"chantier": thing.chantier, **about}
        stage.tell(at, giver.id, "offer.made", "offer", number, kind=text.kind.value, **where)
        if replied_at is not None and text.status is not OfferStatus.OPEN:
            stage.tell(replied_at, thing.owner.id, f"offer.{text.status.value}", "offer", number, **where)
