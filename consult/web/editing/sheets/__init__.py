"""The table of everything that editors keep with drafts, a preview and a guard against lost updates."""

from consult.rules.editing import Kept
from consult.services import editing
from consult.web.editing.sheets import actions, chantiers, pages, places
from consult.web.editing.sheets.sheet import Sheet, Thing

SHEETS: dict[Kept, Sheet] = {
    Kept.CHANTIER: Sheet(
        chantiers.ChantierForm, chantiers.load, editing.chantiers.publish, "programme.chantier", "number"
    ),
    Kept.PHASES: Sheet(
        chantiers.PhasesForm,
        chantiers.load_phases,
        editing.chantiers.publish_phases,
        "programme.chantier",
        "number",
    ),
    Kept.ACTION: Sheet(
        actions.ActionForm, actions.load, editing.actions.publish, "programme.action", "action_id"
    ),
    Kept.PLACE: Sheet(
        places.PlaceForm, places.load, editing.places.publish_place, "territory.place", "place_id"
    ),
    Kept.PROJECT: Sheet(
        places.ProjectForm,
        places.load_project,
        editing.places.publish_project,
        "positions.project",
        "project_id",
    ),
    Kept.PAGE: Sheet(pages.PageForm, pages.load, editing.pages.publish, "home.page", "name"),
}

__all__ = ["SHEETS", "Sheet", "Thing"]
