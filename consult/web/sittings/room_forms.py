"""The forms with which a clerk runs a sitting; they check shape only, the deeds check rules."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from consult.kernel.errors import Conflict, Invalid
from consult.kernel.text.names import clean_text
from consult.queries.sittings.clerk_record import Attendee, BallotRow, ClerkSitting
from consult.rules.voting import CHOICE_LABELS, Choice
from consult.services.sittings import ProxyDraft
from consult.web.kit.fields import NEEDED, NumberField
from consult.web.kit.forms import HouseForm, row_number
from consult.web.kit.options import Options
from consult.web.sittings.forms import TOO_LONG, WHOLE, line

#: More sittings than a proxy could ever last, or votes than an assembly could give.
MANY = 10_000
COUNT = [InputRequired(NEEDED), NumberRange(0, MANY, WHOLE)]


def plain(text: str | None) -> str:
    return clean_text(text or "")


class SeatsField(SelectMultipleField):
    """Check boxes, one a member."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def listed(members: list[Attendee]) -> Options:
    """Members for a list of choices, under their family names first."""
    return {str(one.seat_id): f"{one.family_name} {one.given_name}" for one in members}


class PresidentForm(HouseForm):
    """Who presides."""

    seat = SelectField(
        _l("President of the sitting"),
        [InputRequired(_l("Please choose who presides."))],
        description=_l("The president’s own vote decides a tie."),
    )

    @classmethod
    def of(cls, sitting: ClerkSitting) -> "PresidentForm":
        form = cls(data={"seat": str(sitting.president_seat_id or "")})
        members = [one for one in sitting.members if one.in_office]
        functions = {str(one.seat_id): f", {one.function}" if one.function else "" for one in members}
        named = {seat: name + functions[seat] for seat, name in listed(members).items()}
        form.seat.choices = {"": _("Please choose")} | named
        return form


class SeatsForm(HouseForm):
    """Members ticked in a list."""

    seats = SeatsField(_l("Members"))

    @classmethod
    def of(cls, label: str, members: list[Attendee], ticked: tuple[int, ...] = ()) -> "SeatsForm":
        form = cls(data={"seats": [str(seat) for seat in ticked]})
        form.seats.label.text = label
        form.seats.choices = listed(members)
        return form

    def chosen(self) -> list[int]:
        return [row_number(seat) for seat in self.seats.data or ()]


class ProxyForm(HouseForm):
    """A power received on paper."""

    grantor = SelectField(_l("Who gives the power"), [InputRequired(_l("Please choose a member."))])
    holder = SelectField(_l("Who receives it"), [InputRequired(_l("Please choose a member."))])
    sittings = NumberField(
        _l("For how many consecutive sittings"),
        [InputRequired(NEEDED), NumberRange(1, MANY, WHOLE)],
        default=1,
    )
    illness = BooleanField(_l("The member is ill, and a document proves it"))
    document_sha256 = StringField(
        _l("SHA-256 of the scanned document"),
        [InputRequired(NEEDED), Length(max=100, message=TOO_LONG)],
        [line],
        description=_l("64 characters that identify the file. The file itself stays with you."),
    )

    @classmethod
    def of(cls, sitting: ClerkSitting) -> "ProxyForm":
        """Whoever is in the room, has given or holds a power is not offered; once sent, the deed says why."""
        form, nobody = cls(), {"": _("Please choose")}
        members = [one for one in sitting.members if one.in_office]
        given, held = set(), set()
        if not form.is_submitted():
            given = {one.grantor_seat_id for one in sitting.active_proxies}
            given |= {one.seat_id for one in sitting.present}
            held = {one.holder_seat_id for one in sitting.active_proxies}
        form.grantor.choices = nobody | listed([one for one in members if one.seat_id not in given])
        form.holder.choices = nobody | listed([one for one in members if one.seat_id not in held])
        return form

    def draft(self) -> ProxyDraft:
        """What the deed takes."""
        return ProxyDraft(
            grantor_seat_id=row_number(self.grantor.data),
            holder_seat_id=row_number(self.holder.data),
            sittings=self.sittings.data or 1,
            illness=bool(self.illness.data),
            document_sha256=self.document_sha256.data or "",
        )

    def refuse(self, error: Conflict | Invalid) -> None:
        if isinstance(error, Invalid) and error.field == "seat":
            error.field = "holder"
        super().refuse(error)


class TotalsForm(HouseForm):
    """The totals of a secret vote, counted on paper."""

    for_ = NumberField(_l("For"), COUNT)
    against = NumberField(_l("Against"), COUNT)
    abstain = NumberField(_l("Abstention"), COUNT)
    blank = NumberField(_l("Blank vote"), COUNT)

    @classmethod
    def of(cls, ballot: BallotRow) -> "TotalsForm":
        """With what was entered before, to be corrected."""
        return cls(data={"for_" if name == "for" else name: count for name, count in ballot.totals.items()})


class ReasonForm(HouseForm):
    """Why a ballot should not count."""

    reason = TextAreaField(
        _l("Reason for the annulment"),
        [InputRequired(NEEDED), Length(max=1000, message=TOO_LONG)],
        [plain],
        description=_l("Everybody can read it on the ballot’s page."),
    )


class ByHandForm(HouseForm):
    """Votes given by voice, a row of choices for each member; its fields are made for those who may vote.

    ``rest`` is the choice of everybody on the page for whom none was entered.
    """

    rest = RadioField(_l("All others on this page"), [Optional()], default="")

    @classmethod
    def of(cls, seats: dict[int, str]) -> "ByHandForm":
        """A form with a field ``seat_<number>`` for each of ``seats``: number → name."""
        fields = {f"seat_{seat}": RadioField(name, [Optional()], default="") for seat, name in seats.items()}
        form: ByHandForm = type("ByHandForm", (cls,), fields)()
        chosen = {choice.value: _(CHOICE_LABELS[choice]) for choice in Choice}
        for seat in seats:
            form[f"seat_{seat}"].choices = {"": _("No entry")} | chosen
        form.rest.choices = {"": _("No entry")} | chosen
        return form

    def entered(self, shown: Mapping[int, bool]) -> dict[int, Choice]:
        """Seat → choice. ``shown``: the seats that the page had listed, and whether each has voted since.

        ``rest`` passes over whoever has voted; a choice of their own is kept, for the deed to refuse.
        """
        found = {}
        for seat, voted in shown.items():
            chosen = self[f"seat_{seat}"].data or ("" if voted else self.rest.data)
            if chosen:
                found[seat] = Choice(chosen)
        return found
