"""The forms of proposals: they check shape only, the deeds check rules."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind
from wtforms.validators import InputRequired, NumberRange, Optional

from consult.kernel.i18n import LANGUAGE_NAMES, localised
from consult.kernel.territory import territory
from consult.queries import choices
from consult.rules.lifecycle import KIND_LABELS, LISTED_STATES, STATE_LABELS, ProposalKind, ProposalState
from consult.rules.participation import (
    BODY_LENGTH,
    CHANNEL_LABELS,
    DISPLAY_NAME_LENGTH,
    MAX_COST,
    TITLE_LENGTH,
    Channel,
)
from consult.services.proposals import Arrival, ProposalFields
from consult.web.kit.forms import HouseForm
from consult.web.proposals.inputs import Between, DegreeField, EuroField, one_line, several_lines

KIND_HINTS = {
    ProposalKind.IDEA: _l("Idea: something new or better"),
    ProposalKind.NEED: _l("Need: something is missing; others may know how to help"),
    ProposalKind.SOLUTION: _l("Solution: I can offer something that answers a need"),
}


def _chantiers() -> list[SelectChoice]:
    return [
        SelectChoice(str(number), f"{number} – {localised(name)}") for number, name in choices.chantiers()
    ]


def _communes() -> list[SelectChoice]:
    return [SelectChoice(insee, name) for insee, name in choices.communes()]


def languages() -> list[SelectChoice]:
    """The languages somebody here may write in, under each one's own name."""
    codes = (*territory().languages, *territory().neighbour_languages)
    return [SelectChoice(code, LANGUAGE_NAMES.get(code, code)) for code in codes]


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
    language = SelectField(_l("Language of your text"), [Optional()], choices=[])
    expected_version = HiddenField()
    go = StringField()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.language.choices = [SelectChoice("", _("Please choose")), *languages()]

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

    chantier = SelectField(_l("Chantier"), [InputRequired(_l("Please choose a chantier."))], choices=[])
    kind = RadioField(
        _l("What is it?"),
        choices=[SelectChoice(kind.value, text) for kind, text in KIND_HINTS.items()],
        default="idea",
    )
    commune = SelectField(_l("Commune"), [Optional()], choices=[])
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
    organisation = SelectField(_l("I write for"), [Optional()], choices=[])

    def __init__(self, *args: Any, organisations: list[tuple[int, str]] | None = None, **values: Any) -> None:
        super().__init__(*args, **values)
        self.chantier.choices = [SelectChoice("", _("Please choose")), *_chantiers()]
        self.commune.choices = [SelectChoice("", _("No commune in particular")), *_communes()]
        self.organisation.choices = [
            SelectChoice("", _("Myself")),
            *(SelectChoice(str(number), name) for number, name in organisations or []),
        ]

    @property
    def more_open(self) -> bool:
        """Whether the folded part holds something that its reader must see."""
        optional = (self.commune, self.place_note, self.lat, self.lon, self.cost_euros, self.organisation)
        return any(field.data or field.errors for field in optional) or self.kind.data != ProposalKind.IDEA

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
        )


class CheckForm(HouseForm):
    """The last page before sending: the language, and whether an unlikely one is meant."""

    language = RadioField(_l("Which language is your text written in?"), choices=[])
    sure_of = HiddenField()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.language.choices = languages()


class BehalfForm(ProposalForm):
    """What arrived on paper, by telephone or at a meeting."""

    channel = RadioField(
        _l("How did it arrive?"),
        [InputRequired(_l("Please say how the contribution arrived."))],
        choices=[],
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
        self.channel.choices = [
            SelectChoice(channel.value, _(CHANNEL_LABELS[channel]))
            for channel in Channel
            if channel is not Channel.ONLINE
        ]

    def arrival(self) -> Arrival:
        return Arrival(Channel(self.channel.data), self.name.data or "", self.paper_code.data or None)


class ListForm(HouseForm):
    """What narrows the list of proposals; it is read from the address."""

    q = StringField(_l("Search words"), [Between((0, 200))], filters=[one_line])
    chantier = SelectField(_l("Chantier"), [Optional()], choices=[])
    commune = SelectField(_l("Commune"), [Optional()], choices=[])
    status = SelectField(_l("Status"), [Optional()], choices=[])
    kind = SelectField(_l("Kind"), [Optional()], choices=[])
    language = SelectField(_l("Written in"), [Optional()], choices=[])

    def __init__(self) -> None:
        super().__init__(formdata=request.args)
        states = [
            SelectChoice(state.value, _(STATE_LABELS[state]))
            for state in ProposalState
            if state in LISTED_STATES
        ]
        self.chantier.choices = [SelectChoice("", _("All")), *_chantiers()]
        self.commune.choices = [SelectChoice("", _("All")), *_communes()]
        self.status.choices = [SelectChoice("", _("All")), *states]
        self.kind.choices = [
            SelectChoice("", _("All")),
            *(SelectChoice(kind.value, _(KIND_LABELS[kind])) for kind in ProposalKind),
        ]
        self.language.choices = [SelectChoice("", _("All")), *languages()]
