"""The invented meetings: some to come, one full, one moved, one called off, one over with its report."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from consult.gateways.demo_files.event_shapes import EventText, VenueText
from consult.models.events import Event, EventProposal, Registration, Venue
from consult.queries import demo as queries
from consult.rules.events import Audience, EventStatus, RegistrationStatus
from consult.rules.programme import Precision
from consult.services.demo.cast import Cast, Person
from consult.services.demo.stage import Stage, local_moment
from consult.services.demo.stories import Story

PREPARED = timedelta(days=40)
#: People come to know of an event from here on.
OPENED = timedelta(days=33)


def hold_events(cast: Cast, stories: Mapping[str, Story], named: Mapping[str, Person]) -> None:
    """Every event of the files with its venues, registrations, links and lines of the journal."""
    stage, places = cast.stage, queries.place_ids()
    always = [named["participant"], named["neighbour"]]
    for text in stage.files.events:
        row = _event(stage, text)
        (number,) = queries.add(Event, [row])
        open_to_all = text.audience is Audience.EVERYBODY
        crowd = _crowd(cast, text, row["starts_at"], always) if open_to_all else []
        _fill(stage, text, number, row, crowd, places)
        _tell(stage, text, number, named["editor"], row)
        linked_at = row["reported_at"]
        links = [{"event_id": number, "proposal_id": stories[key].id} for key in text.proposals]
        queries.add_keyed(EventProposal, [link | {"linked_at": linked_at} for link in links])


def _event(stage: Stage, text: EventText) -> dict[str, Any]:
    day = stage.day(text.in_days)
    starts_at = local_moment(day, text.begins.hour, text.begins.minute)
    published_at = min(starts_at, stage.moment) - PREPARED
    cancelled_at = _ago(stage, text.cancelled_days_ago)
    reported_at = _ago(stage, text.report_days_ago)
    changes = [cancelled_at, reported_at, _ago(stage, text.moved_days_ago)]
    return {
        "uid": f"{text.key}-{stage.secret(8).hex()}",
        "kind": text.kind,
        "audience": text.audience,
        "status": EventStatus.CANCELLED if cancelled_at else EventStatus.PUBLISHED,
        "title": text.title,
        "summary": text.summary,
        "host": text.host,
        "chantier_number": text.chantier,
        "precision": Precision.DAY,
        "starts_on": day,
        "ends_on": day,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=text.hours),
        "languages": text.languages,
        "interpreting": list(text.interpreting),
        "access_note": text.access_note or {},
        "registration": True,
        "next_ticket": 1 + sum(venue.registered + venue.waiting for venue in text.venues),
        "cancellation": text.cancellation or {},
        "cancelled_at": cancelled_at,
        "report": text.report or {},
        "reported_at": reported_at,
        "sequence": text.sequence + bool(cancelled_at),
        "revision": 1 + sum(change is not None for change in changes),
        "created_at": published_at - timedelta(days=1),
        "changed_at": max([published_at, *filter(None, changes)]),
        "published_at": published_at,
    }


def _ago(stage: Stage, days: int | None) -> datetime | None:
    return None if days is None else stage.ago(days) + timedelta(hours=11)


def _crowd(cast: Cast, text: EventText, begins: datetime, always: list[Person]) -> list[Person]:
    """As many different people as register, here before it ``begins``; those with a password among them."""
    wanted = sum(venue.registered + venue.waiting for venue in text.venues)
    early = [person for person in cast.participants() if person.created_at < begins]
    others = [person for person in early if person not in always]
    return [*cast.stage.dice.sample(others, wanted - len(always)), *always]


def _fill(
    stage: Stage,
    text: EventText,
    number: int,
    event: Mapping[str, Any],
    crowd: list[Person],
    places: Mapping[str, int],
) -> None:
    """Venues in their order, and whoever registered, one after the other."""
    venues = [_venue(number, position, venue, places) for position, venue in enumerate(text.venues)]
    venue_ids = [queries.add(Venue, [venue])[0] for venue in venues]
    opens = event["starts_at"] - OPENED if text.in_days < 0 else stage.moment - OPENED
    closes = min(event["starts_at"], event["cancelled_at"] or stage.moment, stage.moment)
    moments = sorted(stage.between(opens, closes) for _ in crowd)
    standing = [
        (venue_id, status)
        for venue_id, venue in zip(venue_ids, text.venues, strict=True)
        for status, count in (
            (RegistrationStatus.REGISTERED, venue.registered),
            (RegistrationStatus.WAITING, venue.waiting),
        )
        for _ in range(count)
    ]
    rows: list[dict[str, Any]] = [
        {
            "event_id": number,
            "venue_id": venue_id,
            "account_id": person.id,
            "status": status,
            "ticket": ticket,
            "created_at": max(at, person.created_at),
            "changed_at": max(at, person.created_at),
        }
        for ticket, (person, at, (venue_id, status)) in enumerate(
            zip(crowd, moments, standing, strict=True), start=1
        )
    ]
    for row, registration_id in zip(rows, queries.add(Registration, rows), strict=True):
        facts = {"registration_id": registration_id, "venue_id": row["venue_id"], "chantier": text.chantier}
        name = f"registration.{row['status'].value}"
        stage.tell(row["created_at"], row["account_id"], name, "event", number, **facts)


def _venue(number: int, position: int, text: VenueText, places: Mapping[str, int]) -> dict[str, Any]:
    return {
        "event_id": number,
        "position": position,
        "kind": text.kind,
        "name": text.name,
        "address": text.address,
        "commune_insee": text.commune,
        "place_id": places[text.place] if text.place else None,
        "city_key": text.city,
        "url": text.url,
        "capacity": text.capacity,
        "registered": text.registered,
        "waiting": text.waiting,
    }


def _tell(stage: Stage, text: EventText, number: int, editor: Person, event: Mapping[str, Any]) -> None:
    for name, at in (
        ("event.prepared", event["created_at"]),
        ("event.published", event["published_at"]),
        ("event.moved", _ago(stage, text.moved_days_ago)),
        ("event.cancelled", event["cancelled_at"]),
        ("event.reported", event["reported_at"]),
    ):
        if at is not None:
            stage.tell(at, editor.id, name, "event", number, chantier=text.chantier)
