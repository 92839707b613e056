"""Everything that changes a meeting: editors keep it, people register, the worker reminds them."""

from consult.services.events.ending import cancel, report
from consult.services.events.fields import EventFields, VenueFields
from consult.services.events.line import move_up
from consult.services.events.registering import leave_all, register, switch, withdraw
from consult.services.events.reminding import CHUNK, remind
from consult.services.events.writing import change, prepare, publish

__all__ = [
    "CHUNK",
    "EventFields",
    "VenueFields",
    "cancel",
    "change",
    "leave_all",
    "move_up",
    "prepare",
    "publish",
    "register",
    "remind",
    "report",
    "switch",
    "withdraw",
]
