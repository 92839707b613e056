"""House law of ways: nobody must know the address of a public page; another area or the frame links to it."""

import re
from pathlib import Path

import pytest

from consult.app import create_app
from consult.web.kit.access import GUARD
from tests.support.databases import Databases, settings

TEMPLATES = Path(__file__).parents[2] / "templates"
#: Pages that nobody looks for from elsewhere, and why.
NO_WAY_NEEDED = {
    "root": "leads to the home page",
    "home.healthz": "for machines",
    "home.readyz": "for machines",
    "home.robots": "for machines",
    "metrics": "for machines",
    "home.components": "the workshop's samples",
    "accounts.ask_reset": "beside signing in",
    "accounts.check_mail": "what follows signing up",
    "ballots.keys": "beside the page on checking a ballot",
}


def test_every_public_page_is_linked_from_another_area(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app = create_app(settings("sqlite://", tmp_path_factory.mktemp("ways")))
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.arguments <= {"lang"}
        and "." not in rule.rule  # files stand beside the page whose content they hold
        and getattr(app.view_functions[rule.endpoint], GUARD, None) == "public"
    }
    lost = {page for page in pages - NO_WAY_NEEDED.keys() if not linked(page)}
    assert not lost, f"link {sorted(lost)} from a page of another area, or from the header or footer"


def linked(endpoint: str) -> bool:
    """Whether a template outside its own area leads there, whatever the reader chose or has."""
    area = endpoint.partition(".")[0]
    named = re.compile(rf"""["']{re.escape(endpoint)}["'](?=\s*[),])""")
    return any(
        named.search(template.read_text())
        for template in TEMPLATES.rglob("*.html")
        if template.relative_to(TEMPLATES).parts[0] not in {area, "emails"}
    )
