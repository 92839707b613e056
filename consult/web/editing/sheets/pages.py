"""The sheet of a static page: shipped words until an administrator has published others."""

from flask_babel import lazy_gettext as _l

from consult.gateways import pages
from consult.kernel.errors import NotFound
from consult.queries.editing import things
from consult.rules.editing import Kept
from consult.web.editing.sheets.form import SheetForm
from consult.web.editing.sheets.sheet import Thing
from consult.web.kit.localised_field import spread


class PageForm(SheetForm):
    KIND = Kept.PAGE
    WORDS = {"title": (_l("Title"), 1), "body": (_l("Text"), 30)}


def load(name: str) -> Thing:
    """The page as its readers have it; ``NotFound`` for names that the table of pages lacks."""
    if name not in pages.PAGES:
        raise NotFound
    row = things.page_text(name)
    if row is not None:
        return Thing(row.title, row.revision, spread({"title": row.title, "body": row.body}))
    try:
        shipped = pages.source(name)
    except FileNotFoundError:
        return Thing({}, 0, {})
    return Thing(shipped.title, 0, spread({"title": shipped.title, "body": shipped.body}))
