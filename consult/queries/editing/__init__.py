"""Every SELECT of the editors' room: what is owed, what they keep, and the drafts of both."""

from consult.queries.editing.room import ChantierLine, Line, Room, room

__all__ = ["ChantierLine", "Line", "Room", "room"]
