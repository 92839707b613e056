"""The forms of proposals: they check shape only, the deeds check rules."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from consult.kernel.messages import N_
from consult.queries.phases import admitted_today
from consult.rules.lifecycle import LISTED_STATES, ProposalKind, ProposalState
from consult.rules.participation import (
    BODY_LENGTH,
    DISPLAY_NAME_LENGTH,
    MAX_COST,
    TITLE_LENGTH,
    Channel,
)
from consult.rules.phases import unsuitable
from consult.services.proposals import Arrival, ProposalFields
from consult.web.kit import options
from consult.web.kit.forms import HouseForm, row_number
from consult.web.proposals.inputs import Between, DegreeField, EuroField, one_line, several_lines

KIND_HINTS = {
    ProposalKind.IDEA: N_("Idea: something new or better"),
    ProposalKind.NEED: N_("Need: something is missing; others may know how to help"),
    ProposalKind.SOLUTION: N_("Solution: I can offer something that answers a need"),
}


class TextForm(HouseForm):
    """Title and text; ``go`` says which button was pressed, and a draft may still be short."""

    title = StringField(
        _l("Title"),
        [InputRequired(_l("Please give your proposal a title.")), Between(TITLE_LENGTH)],
        filters=[one_line],
        description=_l("In one line: what should happen?"),
    )
    body = TextAreaField(
        _l("Your proposal"),
        [Between(BODY_LENGTH)],
        filters=[several_lines],
        description=_l("What is it about, for whom, and how could it work?"),
    )
    language = SelectField(_l("Language of your text"), [Optional()])
    expected_version = HiddenField()
    go = StringField()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.language.choices = {"": _("Please choose")} | options.text_languages()

    @property
    def draft_only(self) -> bool:
        """Whether the person only wants to keep what they have so far."""
        return self.go.data == "draft"

    def fields(self) -> ProposalFields:
        """The text alone; the deed keeps chantier, place and cost of a public proposal as they are."""
        return ProposalFields(
            title=self.title.data or "",
            body=self.body.data or "",
            chantier_number=0,
            language=self.language.data or None,
        )


class ProposalForm(TextForm):
    """The whole proposal: text and chantier, and below what helps but may be left out."""

    chantier = SelectField(_l("Chantier"), [InputRequired(_l("Please choose a chantier."))])
    kind = RadioField(
        _l("What is it?"),
        default="idea",
    )
    commune = SelectField(_l("Commune"), [Optional()])
    place_note = StringField(
        _l("Place"),
        [Between((0, 120))],
        filters=[one_line],
        description=_l("For example a street, a square or a district"),
    )
    lat = DegreeField(
        _l("Latitude"), [Optional(), NumberRange(-90, 90, _l("This is not a point on the map."))]
    )
    lon = DegreeField(
        _l("Longitude"), [Optional(), NumberRange(-180, 180, _l("This is not a point on the map."))]
    )
    cost_euros = EuroField(
        _l("Estimated cost in euros"),
        [Optional(), NumberRange(0, MAX_COST, _l("Please write whole euros, without cents."))],
        description=_l("A rough figure is enough; leave it empty if you do not know."),
    )
    organisation = SelectField(_l("I write for"), [Optional()])
    need = HiddenField()

    def __init__(self, *args: Any, organisations: list[tuple[int, str]] | None = None, **values: Any) -> None:
        super().__init__(*args, **values)
        self.admitted = admitted_today()
        self.chantier.choices = {"": _("Please choose")} | options.chantiers_today(self.admitted)
        self.kind.choices = {kind.value: _(words) for kind, words in KIND_HINTS.items()}
        self.commune.choices = {"": _("No commune in particular")} | options.communes()
        kept = {str(number): name for number, name in organisations or []}
        self.organisation.choices = {"": _("Myself")} | kept

    @property
    def closed(self) -> str | None:
        """Why the chosen chantier takes no such text today, in the reader's language."""
        number, kind = self.chantier.data or "", self.kind.data
        if number not in map(str, self.admitted) or kind not in set(ProposalKind):
            return None
        reason = unsuitable(ProposalKind(kind), self.admitted[int(number)])
        return _(reason) if reason else None

    @property
    def more_open(self) -> bool:
        """Whether the folded part holds something that its reader must see."""
        optional = (self.commune, self.place_note, self.lat, self.lon, self.cost_euros, self.organisation)
        other_kind = self.need_id is None and self.kind.data != ProposalKind.IDEA
        return other_kind or any(field.data or field.errors for field in optional)

    def fields(self) -> ProposalFields:
        return ProposalFields(
            title=self.title.data or "",
            body=self.body.data or "",
            chantier_number=int(self.chantier.data),
            kind=ProposalKind(self.kind.data),
            language=self.language.data or None,
            commune_insee=self.commune.data or None,
            place_note=self.place_note.data or None,
            lat=None if self.lat.data is None else float(self.lat.data),
            lon=None if self.lon.data is None else float(self.lon.data),
            cost_euros=self.cost_euros.data,
            organisation_id=int(self.organisation.data) if self.organisation.data else None,
            need_id=self.need_id,
        )

    @property
    def need_id(self) -> int | None:
        """The need that this is a solution of, when the hidden field names one."""
        try:
            return row_number(self.need.data or "")
        except ValueError:
            return None


class CheckForm(HouseForm):
    """The last page before sending: the language, and whether an unlikely one is meant."""

    language = RadioField(_l("Which language is your text written in?"))
    sure_of = HiddenField()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.language.choices = options.text_languages()


class BehalfForm(ProposalForm):
    """What arrived on paper, by telephone or at a meeting."""

    channel = RadioField(
        _l("How did it arrive?"),
        [InputRequired(_l("Please say how the contribution arrived."))],
    )
    name = StringField(
        _l("Name to be shown"),
        [InputRequired(_l("Please write a name.")), Between(DISPLAY_NAME_LENGTH)],
        filters=[one_line],
        description=_l("As the person wishes it to be shown; a pseudonym is fine."),
    )
    paper_code = StringField(
        _l("Code on the paper form"),
        [Between((0, 20))],
        filters=[one_line],
        description=_l("So that no form is entered twice. Without one, a code is made for the receipt."),
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.channel.choices = options.labelled(
            channel for channel in Channel if channel is not Channel.ONLINE
        )

    def arrival(self) -> Arrival:
        return Arrival(Channel(self.channel.data), self.name.data or "", self.paper_code.data or None)


class ListForm(HouseForm):
    """What narrows the list of proposals; it is read from the address."""

    q = StringField(_l("Search words"), [Between((0, 200))], filters=[one_line])
    chantier = SelectField(_l("Chantier"), [Optional()])
    commune = SelectField(_l("Commune"), [Optional()])
    status = SelectField(_l("Status"), [Optional()])
    kind = SelectField(_l("Kind"), [Optional()])
    language = SelectField(_l("Written in"), [Optional()])

    def __init__(self) -> None:
        super().__init__(formdata=request.args)
        everything = {"": _("All")}
        listed = (state for state in ProposalState if state in LISTED_STATES)
        self.chantier.choices = everything | options.chantiers()
        self.commune.choices = everything | options.communes()
        self.status.choices = everything | options.labelled(listed)
        self.kind.choices = everything | options.labelled(ProposalKind)
        self.language.choices = everything | options.text_languages()
