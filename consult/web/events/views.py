"""Meetings: the programme, one event, registering, calendars."""

from consult.web.kit.locale import area

bp = area("events", __name__)
