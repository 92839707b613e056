"""The forms of voting and of the clerk's room: they check shape only, the deeds check rules."""

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from consult.kernel.db import Localised
from consult.kernel.i18n import localised
from consult.kernel.text.names import clean_text
from consult.models.ballots import Ballot
from consult.queries.ballots import Eligible
from consult.services.ballots import PaperDraft, Wording
from consult.web.kit.fields import NEEDED, ClockField, DayField
from consult.web.kit.forms import HouseForm
from consult.web.kit.localised_field import WordsForm, add_words, field_name, spread


def plain(text: str | None) -> str:
    """What was typed without control signs, so that a refused form shows valid text again."""
    return clean_text(text or "")


class ProposalsField(SelectMultipleField):
    """Check boxes, one a proposal."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def offered(eligible: list[Eligible]) -> list[tuple[int, str]]:
    """Proposals to tick: chantier, title and supports."""
    return [
        (
            one.id,
            _(
                "%(chantier)s – %(title)s (%(supports)s)",
                chantier=one.chantier_number,
                title=one.title,
                supports=ngettext("%(num)s supporter", "%(num)s supporters", one.supports),
            ),
        )
        for one in eligible
    ]


class PaperForm(WordsForm):
    """A paper's title, times and proposals; one title and introduction for each language is added below."""

    assembly = SelectField(_l("Who is asked"), choices=[])
    opens_on = DayField(_l("Voting begins on"), [InputRequired(NEEDED)])
    opens_time = ClockField(_l("at (begin)"), [InputRequired(NEEDED)])
    closes_on = DayField(_l("Voting ends on"), [InputRequired(NEEDED)])
    closes_time = ClockField(_l("at (end)"), [InputRequired(NEEDED)])
    proposals = ProposalsField(_l("Proposals put to the vote"), coerce=int, validate_choice=True)

    def __init__(
        self, eligible: list[Eligible], partners: list[tuple[int, Localised]], *args: Any, **values: Any
    ) -> None:
        super().__init__(*args, **values)
        self._offered = offered(eligible)
        self.proposals.choices = self._offered
        everybody = [("", _("All municipal councillors"))]
        self.assembly.choices = everybody + [(str(key), localised(name)) for key, name in partners]
        if not partners:
            del self.assembly

    def show_only_chosen(self) -> None:
        """List what is ticked; the others are found on the page where proposals are chosen."""
        ticked = set(self.proposals.data or [])
        self.proposals.choices = [choice for choice in self._offered if choice[0] in ticked]

    def draft(self) -> PaperDraft:
        """What the deed takes."""
        assembly = self.assembly.data if self.assembly else ""
        return PaperDraft(
            title=self.words("title"),
            introduction=self.words("introduction"),
            opens=_moment(self.opens_on.data, self.opens_time.data),
            closes=_moment(self.closes_on.data, self.closes_time.data),
            proposal_ids=self.proposals.data or [],
            assembly_id=int(assembly) if assembly else None,
        )


def _moment(day: date | None, clock: time | None) -> datetime:
    return datetime.combine(day or date.min, clock or time.min)


add_words(PaperForm, "title", _l("Title of the paper"), StringField, most=120, needed=True, clean=plain)
add_words(PaperForm, "introduction", _l("Introduction"), most=2000, clean=plain)


FROM_TRANSLATION = _l("Taken from the approved translation. It counts once you have saved it.")


class QuestionsForm(WordsForm):
    """Question and title of each ballot of a paper, in each language; its fields are made for the paper."""

    @classmethod
    def of(cls, ballots: list[Ballot], titles: dict[int, Localised], **values: Any) -> "QuestionsForm":
        """A form with the fields ``question_<code>_<ballot>`` and ``title_<code>_<ballot>``.

        ``titles``: of each proposal those that a person has translated or approved; they fill empty fields.
        """
        made: type[QuestionsForm] = type("QuestionsForm", (cls,), {})
        data: dict[str, str] = {}
        told = []
        for number, ballot in enumerate(ballots, start=1):
            title = _l("%(number)s. Title of the proposal", number=number)
            add_words(made, "title", title, StringField, row=ballot.id, most=160, clean=plain)
            question = _l("%(number)s. Question", number=number)
            add_words(made, "question", question, row=ballot.id, most=300, clean=plain)
            written, known = ballot.proposal_title, titles.get(ballot.proposal_id or 0, {})
            taken = {code: text for code, text in known.items() if text and not written.get(code)}
            told += [field_name("title", code, ballot.id) for code in taken]
            data |= spread({"title": written | taken, "question": ballot.question}, ballot.id)
        form = made(data=data, **values)
        for name in filter(form.__contains__, told):
            form[name].description = FROM_TRANSLATION
        return form

    def wordings(self, ballots: list[Ballot]) -> dict[int, Wording]:
        """What the deed takes: ballot id → wording."""
        return {
            ballot.id: Wording(self.words("question", ballot.id), self.words("title", ballot.id))
            for ballot in ballots
        }


class AnnulForm(HouseForm):
    """Why a ballot should not count."""

    reason = TextAreaField(
        _l("Reason for the annulment"),
        [InputRequired(NEEDED), Length(max=1000, message=_l("Please write at most 1,000 characters."))],
        filters=[plain],
        description=_l("Everybody can read it on the ballot’s page."),
    )
