"""Forms of organisations."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from consult.kernel.i18n import current_language
from consult.rules.participation import OrganisationKind
from consult.services.organisations import ABOUT_LENGTH, AUTHORITIES, NAME_LENGTH, OrganisationFields
from consult.web.kit import options
from consult.web.kit.forms import HouseForm

FROM_LIST = _l("Please choose from the list.")
TOO_LONG = _l("Please write between %(min)d and %(max)d characters.")


class OrganisationForm(HouseForm):
    """``authorities`` opens the kinds that only administrators register."""

    name = StringField(
        _l("Name of the organisation"),
        [DataRequired(_l("Write its name.")), Length(*NAME_LENGTH, message=TOO_LONG)],
    )
    kind = SelectField(_l("Kind of organisation"), [DataRequired(FROM_LIST)], validate_choice=False)
    about = TextAreaField(
        _l("What does it do?"),
        [
            DataRequired(_l("Write a few sentences for people who do not know it.")),
            Length(*ABOUT_LENGTH, message=TOO_LONG),
        ],
    )
    language = RadioField(_l("Which language is this text written in?"), validate_choice=False)
    website = StringField(
        _l("Website"), [Length(max=200, message=_l("Please write at most %(max)d characters."))]
    )
    home = SelectField(_l("Where is it at home?"), validate_choice=False)

    def __init__(self, *args: Any, authorities: bool, **values: Any) -> None:
        super().__init__(*args, **values)
        kinds = (kind for kind in OrganisationKind if authorities or kind not in AUTHORITIES)
        self.kind.choices = options.labelled(kinds)
        self.language.choices = options.page_languages()
        self.home.choices = options.homes()
        if self.language.data is None:
            self.language.data = current_language()

    def validate_kind(self, field: SelectField) -> None:
        if field.data not in set(OrganisationKind):
            raise ValidationError(FROM_LIST)

    def fields(self) -> OrganisationFields:
        """The typed values, not yet checked."""
        return OrganisationFields(
            name=self.name.data or "",
            kind=OrganisationKind(self.kind.data),
            about=self.about.data or "",
            language=self.language.data or "",
            website=self.website.data or "",
            home=self.home.data or "",
        )


class InviteForm(HouseForm):
    email = EmailField(
        _l("Invite somebody by e-mail address"),
        [DataRequired(_l("Write an e-mail address such as name@example.org."))],
    )
