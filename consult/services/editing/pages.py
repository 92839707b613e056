"""Administrators publish their own words for a static page here, over those that are shipped."""

from collections.abc import Mapping
from typing import Any

from consult.gateways import pages
from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.editing import PageText
from consult.queries.editing import things
from consult.rules.editing import Kept
from consult.rules.permissions import Permission, require
from consult.services import journal
from consult.services.editing import wording
from consult.services.editing.revisions import check, lay


def publish(actor: Actor, name: str, based_on: int, values: Mapping[str, Any]) -> str:
    """Give the page ``name`` a title and a body of Markdown; ``based_on`` 0 stands for the shipped words."""
    require(actor, Permission.EDIT_PAGES)
    if name not in pages.PAGES:
        raise NotFound
    columns = wording.checked(Kept.PAGE, values)
    row = things.page_text(name, locked=True)
    if row is None:
        shipped = pages.source(name)
        if columns == {"title": shipped.title, "body": shipped.body}:
            return name
        check(0, based_on)
        row = PageText(name=name, revision=1, **columns)
        db.session.add(row)
    elif not lay(row, columns, based_on):
        return name
    row.changed_by_id, row.changed_at = actor.account_id, now()
    journal.record(actor, "page.changed", "page", None, name=name, revision=row.revision)
    return name
