"""Which permission each kind of official thing asks for: static pages are the administrators'."""

from consult.rules.editing import Kept
from consult.rules.permissions import Permission


def permission(kind: Kept) -> Permission:
    """Asked of every draft and publication, with the facts of the thing."""
    return Permission.EDIT_PAGES if kind is Kept.PAGE else Permission.EDIT_PROGRAMME
