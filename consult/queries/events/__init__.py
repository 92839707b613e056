"""Every SELECT about meetings, and the row locks and counts that their deeds need."""

from consult.queries.events import listing, one
from consult.queries.events.listing import EventFilters, EventsPage
from consult.queries.events.lists import (
    coming,
    for_calendar,
    of_action,
    of_chantier,
    of_commune,
    of_place,
)
from consult.queries.events.one import EventPage
from consult.queries.events.people import Attendee, attendance, not_reminded, own, soon
from consult.queries.events.rows import (
    account_ids,
    add_to_counts,
    draw_ticket,
    forget_account,
    has_people,
    line,
    link_proposals,
    locked,
    of_account,
    registration,
    with_venues,
)

__all__ = [
    "Attendee",
    "EventFilters",
    "EventPage",
    "EventsPage",
    "account_ids",
    "add_to_counts",
    "attendance",
    "coming",
    "draw_ticket",
    "for_calendar",
    "forget_account",
    "has_people",
    "line",
    "link_proposals",
    "listing",
    "locked",
    "not_reminded",
    "of_account",
    "of_action",
    "of_chantier",
    "of_commune",
    "of_place",
    "one",
    "own",
    "registration",
    "soon",
    "with_venues",
]
