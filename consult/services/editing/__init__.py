"""What editors keep of the official texts: drafts, publications guarded against lost updates, previews."""

from consult.services.editing import actions, chantiers, pages, places, statuses
from consult.services.editing.drafts import discard, save
from consult.services.editing.powers import permission
from consult.services.editing.rehearsing import rehearse
from consult.services.editing.revisions import check, lay

__all__ = [
    "actions",
    "chantiers",
    "check",
    "discard",
    "lay",
    "pages",
    "permission",
    "places",
    "rehearse",
    "save",
    "statuses",
]
