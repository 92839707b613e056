"""Everybody reads here where organisations stand, side by side, and which projects of others there are."""

from flask import Response, request, url_for

from consult.queries import positions as queries
from consult.rules.positions import About, Thing
from consult.web.kit.access import current_actor, public
from consult.web.kit.pages import public_page
from consult.web.positions.blueprint import bp

#: The page with all positions on a thing, and the thing's own page; each with the number's name there.
SIDES = {
    About.CHANTIER: ("positions.of_chantier", "number"),
    About.ACTION: ("positions.of_action", "action_id"),
    About.PROJECT: ("positions.project", "project_id"),
}
HOMES = SIDES | {
    About.CHANTIER: ("programme.chantier", "number"),
    About.ACTION: ("programme.action", "action_id"),
}


@bp.app_template_global()
def positions_address(thing: Thing, after: str | None = None) -> str:
    """Where all positions on it stand."""
    endpoint, name = SIDES[thing.about]
    values: dict[str, int | str | None] = {name: thing.id, "after": after}
    return url_for(endpoint, **values)  # type: ignore[arg-type]  # Flask's own options have other types


@bp.app_template_global()
def thing_address(thing: Thing) -> str:
    """The page of the chantier, action or project itself."""
    endpoint, name = HOMES[thing.about]
    return url_for(endpoint, **{name: thing.id})  # type: ignore[arg-type]  # Flask's own options


@bp.get("/projects")
@public
def projects() -> Response:
    return public_page("positions/projects.html", lines=queries.projects())


@bp.get("/projects/<int:project_id>")
@public
def project(project_id: int) -> Response:
    found = queries.project(project_id)
    sides = _sides(Thing(About.PROJECT, project_id))
    return public_page("positions/project.html", project=found, sides=sides)


@bp.get("/chantiers/<int:number>/positions")
@public
def of_chantier(number: int) -> Response:
    return public_page("positions/of.html", sides=_sides(Thing(About.CHANTIER, number)))


@bp.get("/programme/<int:action_id>/positions")
@public
def of_action(action_id: int) -> Response:
    return public_page("positions/of.html", sides=_sides(Thing(About.ACTION, action_id)))


def _sides(thing: Thing) -> queries.Sides:
    return queries.sides(current_actor(), thing, request.args.get("after"))


@bp.get("/positions/<int:position_id>")
@public
def show(position_id: int) -> Response:
    return public_page("positions/show.html", page=queries.page(current_actor(), position_id))


@bp.get("/positions/<int:position_id>/versions")
@public
def versions(position_id: int) -> Response:
    return public_page("positions/versions.html", history=queries.history(current_actor(), position_id))
