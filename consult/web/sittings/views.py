"""Everybody reads sittings here; the other view modules of the area are taken along."""

from consult.web.sittings import clerk_agenda, clerk_items, clerk_room, clerk_votes, member, minutes, public
from consult.web.sittings.blueprint import bp

__all__ = ["bp", "clerk_agenda", "clerk_items", "clerk_room", "clerk_votes", "member", "minutes", "public"]
