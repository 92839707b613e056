"""Everybody reads here which restricting decisions were taken, by which rule, and which were contested."""

from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from consult.kernel.clock import today
from consult.kernel.i18n import current_language
from consult.kernel.text.sheets import Cell, sheet
from consult.queries import register as queries
from consult.queries.register import Entry
from consult.rules.transparency import LAW_IN_STATEMENT, NO_RULE, measure_words
from consult.web.insight.blueprint import bp
from consult.web.insight.forms import RegisterForm
from consult.web.kit.access import public
from consult.web.kit.downloads import download, json_bytes
from consult.web.kit.labels import label


@bp.get("/register")
@public
def register() -> tuple[str, int]:
    form = _form()
    sound = form.validate()
    entries, after = queries.page(form.filters(), request.args.get("after"))
    chosen = form.chosen()
    page = render_template(
        "insight/register.html",
        form=form,
        entries=entries,
        active=len(chosen),
        chosen=chosen,
        ground_words=ground_words,
        measure_words=measure_words,
        next_url=url_for(".register", **chosen, after=after) if after else None,
        later="after" in request.args,
    )
    return page, 200 if sound else 422


@bp.get("/register.csv")
@public
def register_csv() -> Response:
    """The decisions that the filters leave, all of them."""
    rows = map(_cells, queries.every(_filters()))
    return download(sheet(_head(), rows), "text/csv", _("register") + ".csv")


@bp.get("/register.json")
@public
def register_json() -> Response:
    """The same, with the program's own words beside the page's: ``decisions`` is a list of objects."""
    document = {
        "format": "moderation-register/1",
        "language": current_language(),
        "decisions": [_object(entry) for entry in queries.every(_filters())],
    }
    return download(json_bytes(document), "application/json", _("register") + ".json")


def _form() -> RegisterForm:
    return RegisterForm(range(today().year, queries.first_year() - 1, -1))


def _filters() -> queries.Filters:
    form = _form()
    form.validate()
    return form.filters()


def ground_words(entry: Entry) -> str:
    """The rule, and the law where there is one; or that the text only found another place."""
    if entry.ground is None:
        return str(_(NO_RULE))
    return label(entry.ground)


def _outcome(entry: Entry) -> str:
    if not entry.contested:
        return str(_("Not contested"))
    return label(entry.outcome) if entry.outcome else str(_("Contested, not decided yet"))


def _head() -> list[Cell]:
    return [
        str(word)
        for word in (
            _("Number"), _("Date"), _("About"), _("What was done"), _("Label"), _("Rule"), _("Law"),
            _("Until"), _("What led to it"), _("Contested"),
        )
    ]  # fmt: skip


def _cells(entry: Entry) -> list[Cell]:
    return [
        entry.number,
        entry.day.isoformat(),
        label(entry.subject),
        str(_(measure_words(entry.measure, entry.subject))),
        label(entry.label) if entry.label else None,
        ground_words(entry),
        entry.law or (str(_(LAW_IN_STATEMENT)) if entry.ground and entry.ground.value == "illegal" else None),
        entry.ends_on.isoformat() if entry.ends_on else None,
        label(entry.source),
        _outcome(entry),
    ]


def _object(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "date": entry.day.isoformat(),
        "subject": entry.subject.value,
        "measure": entry.measure.value,
        "measure_label": _(measure_words(entry.measure, entry.subject)),
        "label": entry.label.value if entry.label else None,
        "ground": entry.ground.value if entry.ground else None,
        "ground_label": ground_words(entry),
        "law": entry.law or None,
        "ends_on": entry.ends_on.isoformat() if entry.ends_on else None,
        "source": entry.source.value,
        "contested": entry.contested,
        "outcome": entry.outcome.value if entry.outcome else None,
    }
