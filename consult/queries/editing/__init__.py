"""Every SELECT of the editors' room: what is owed, what they keep, and the drafts of both."""

from consult.queries.editing.room import ChantierLine, Room, room

__all__ = ["ChantierLine", "Room", "room"]
