"""The front door: what is open now, the project at a glance, and the pages shipped as data."""

from itertools import groupby

from flask import Response
from markupsafe import Markup

from consult.gateways import pages
from consult.kernel.clock import now, today
from consult.kernel.errors import NotFound
from consult.kernel.i18n import current_language, localised
from consult.kernel.installation import in_production
from consult.kernel.text.analysis import fold
from consult.kernel.text.collation import in_order
from consult.queries import home
from consult.queries.editing import things
from consult.web.home import components as parts
from consult.web.home import machines
from consult.web.kit.access import current_actor, public
from consult.web.kit.locale import area
from consult.web.kit.pages import public_page

bp = area("home", __name__)
bp.record_once(machines.add_addresses)


@bp.get("/")
@public
def index() -> Response:
    page = home.page(current_actor(), now(), today())
    return public_page("home/index.html", page=page)


@bp.get(f"/<any({', '.join(pages.PAGES)}):name>")
@public
def page(name: str) -> Response:
    changed = things.page_text(name)
    try:
        shown = pages.page(
            name, current_language(), pages.Source(changed.title, changed.body) if changed else None
        )
    except FileNotFoundError:
        raise NotFound from None
    body = Markup(shown.html)  # noqa: S704  # cleaned when it was rendered
    return public_page("home/page.html", page=shown, body=body)


@bp.get("/glossary")
@public
def glossary() -> Response:
    """Sorted as dictionaries of either language are: é with e, ä with a, ß as ss."""
    terms = sorted(pages.glossary(), key=lambda term: in_order(localised(term.word)))
    letters = [(letter, list(group)) for letter, group in groupby(terms, key=_first_letter)]
    return public_page("home/glossary.html", letters=letters)


@bp.get("/components")
@public
def components() -> Response:
    """The living page of the design system, for whoever writes templates; not where real people read."""
    if in_production():
        raise NotFound
    return public_page("home/components.html", **parts.shown())


def _first_letter(term: pages.Term) -> str:
    return fold(localised(term.word))[0].upper()
