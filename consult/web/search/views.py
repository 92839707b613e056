"""Everybody looks here for what is public, in their own language and across the other."""

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from consult.kernel.i18n import current_language
from consult.queries.search import Results, results
from consult.rules.search import SearchKind
from consult.web.kit.access import public
from consult.web.kit.labels import label
from consult.web.kit.locale import area
from consult.web.kit.pages import public_page
from consult.web.search.forms import NARROWING, SearchForm, asked
from consult.web.search.names import official
from consult.web.search.showing import shown

bp = area("search", __name__)


@bp.get("/search")
@public
def index() -> Response:
    """Without words the page explains itself; with words it shows what they found."""
    names = official()
    form = SearchForm(names)
    chosen = form.read()
    after = request.args.get("after")
    reader = current_language()
    found = results(asked(chosen, reader, after)) if "q" in chosen else None
    return public_page(
        "search/index.html",
        search=form,
        chosen=chosen,
        narrowed=[name for name in NARROWING if name in chosen],
        names=names,
        results=found,
        hits=shown(found.hits, reader) if found else [],
        kinds=_kinds(found, chosen) if found else [],
        begun=after is not None,
        next_url=_address(chosen, after=found.after) if found and found.after else None,
    )


def _address(chosen: dict[str, str], **more: Any) -> str:
    """These results, changed in one way; from their beginning unless that is it."""
    return url_for(".index", **{**chosen, **more})


def _kinds(found: Results, chosen: dict[str, str]) -> list[tuple[str, int, str, bool]]:
    """Name, count and address of each kind of which there is something, all of them first; which is shown."""
    current = chosen.get("kind")
    shown_kinds = [kind for kind in SearchKind if found.kinds.get(kind) or kind == current]
    everything = (_("All"), sum(found.kinds.values()), _address(chosen, kind=None), current is None)
    return [everything] + [
        (label(kind), found.kinds.get(kind, 0), _address(chosen, kind=kind.value), kind == current)
        for kind in shown_kinds
    ]
