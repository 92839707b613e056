"""What a reader may ask of the search, read from the address; what cannot be is told and left out."""

from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, SearchField, SelectField, ValidationError
from wtforms.validators import Length, Optional

from consult.kernel.text.names import clean_line
from consult.queries.search import Asked
from consult.rules.lifecycle import LISTED_STATES, ProposalState
from consult.rules.programme import ActionStatus
from consult.rules.search import AuthorKind, SearchKind
from consult.rules.voting import BallotState
from consult.web.kit import options
from consult.web.kit.fields import DayField
from consult.web.kit.forms import HouseForm
from consult.web.search.names import Names

MOST_SIGNS = 200
NAMES_LIST = "official-names"
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
NARROWING = ("chantier", "commune", "status", "language", "author", "since", "until")


class SearchForm(HouseForm):
    """The words, the kind of thing, and what narrows the results."""

    q = SearchField(
        _l("What are you looking for?"),
        [Length(max=MOST_SIGNS, message=_l("Please search with fewer words."))],
        render_kw={"list": NAMES_LIST},
    )
    kind = SelectField(_l("Kind"), [Optional()])
    chantier = SelectField(_l("Chantier"), [Optional()])
    commune = SelectField(_l("Commune"), [Optional()])
    status = SelectField(_l("Status"), [Optional()])
    language = SelectField(_l("Language of the text"), [Optional()])
    author = SelectField(_l("Who wrote it"), [Optional()])
    since = DayField(_l("Not before"), [Optional()])
    until = DayField(_l("Not after"), [Optional()])

    def __init__(self, names: Names) -> None:
        typed = [(name, clean_line(value)) for name, value in request.args.items(multi=True)]
        super().__init__(formdata=MultiDict(typed))
        everything = {"": _("All")}
        self.kind.choices = everything | options.labelled(SearchKind)
        chantiers = options.numbered(names.chantiers)
        self.chantier.choices = everything | chantiers
        self.commune.choices = everything | dict(names.communes)
        self.status.choices = everything | _states()
        self.language.choices = everything | options.text_languages()
        self.author.choices = everything | options.labelled(AuthorKind)

    def validate_q(self, field: Field) -> None:
        narrowing = (self._fields[name] for name in ("kind", *NARROWING))
        if not field.data and any(other.data for other in narrowing):
            raise ValidationError(_("Please enter a word too."))

    def validate_since(self, field: Field) -> None:
        if field.data and not EARLIEST <= field.data <= LATEST:
            raise ValidationError(_("Nothing here is from that day."))

    def validate_until(self, field: Field) -> None:
        self.validate_since(field)
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("This day is before the first one."))

    def read(self) -> dict[str, str]:
        """What was asked and can be, as it stands in an address; the rest is told beside its field."""
        self.validate()
        return {
            name: field.data.isoformat() if isinstance(field.data, date) else str(field.data)
            for name, field in self._fields.items()
            if field.data and not field.errors
        }


def asked(chosen: dict[str, str], reader: str, after: str | None) -> Asked:
    """The question of what ``SearchForm.read`` gave."""
    given: dict[str, Any] = {name: chosen.get(name) for name in ("commune", "status", "language")}
    return Asked(
        words=chosen.get("q", ""),
        reader=reader,
        kind=SearchKind(chosen["kind"]) if "kind" in chosen else None,
        chantier=int(chosen["chantier"]) if "chantier" in chosen else None,
        author=AuthorKind(chosen["author"]) if "author" in chosen else None,
        since=_day(chosen.get("since")),
        until=_day(chosen.get("until")),
        after=after,
        **given,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _states() -> options.Options:
    """States of proposals, actions and ballots; what several of them may be stands there once."""
    proposals = options.labelled(state for state in ProposalState if state in LISTED_STATES)
    ballots = options.labelled(state for state in BallotState if state is not BallotState.draft)
    return ballots | options.labelled(ActionStatus) | proposals
