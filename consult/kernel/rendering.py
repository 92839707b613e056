"""The worker turns templates into texts and addresses here, outside any request: no visitor, no cookie."""

from typing import Any

from flask import current_app

from consult.kernel.territory import territory


def render(template: str, **values: Any) -> str:
    """The text of ``template`` in the language that is current (see ``kernel.i18n.in_language``)."""
    return current_app.jinja_env.get_template(template).render(territory=territory(), **values)


def address(endpoint: str, language: str, *, anchor: str = "", **values: Any) -> str:
    """The full address of a page in ``language``, under the installation's public address."""
    adapter = current_app.url_map.bind("localhost")
    path = adapter.build(endpoint, {"lang": language, **values}, force_external=False)
    return f"{current_app.config['SETTINGS'].public_url}{path}" + (f"#{anchor}" if anchor else "")
