"""Forms of accounts: they check shape; the deeds know the rules."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from consult.kernel.i18n import current_language
from consult.kernel.territory import territory
from consult.rules.participation import DISPLAY_NAME_LENGTH
from consult.services.accounts import Profile
from consult.web.kit import options
from consult.web.kit.forms import HouseForm
from consult.web.kit.languages import told

EMAIL_NEEDED = _l("Write an e-mail address such as name@example.org.")
PASSWORD_NEEDED = _l("Write your password.")


class SignInForm(HouseForm):
    """One form for both ways: with the password, or without it by a mailed link."""

    email = EmailField(_l("E-mail address"), [DataRequired(EMAIL_NEEDED)])
    password = PasswordField(_l("Password"))
    next = HiddenField()


class AskResetForm(HouseForm):
    email = EmailField(_l("E-mail address"), [DataRequired(EMAIL_NEEDED)])


class NewPasswordForm(HouseForm):
    new_password = PasswordField(_l("New password"), [InputRequired(PASSWORD_NEEDED)])


class PasswordForm(NewPasswordForm):
    """``old_password`` is left out by the page when there is none."""

    old_password = PasswordField(_l("Present password"))


class EmailForm(HouseForm):
    email = EmailField(_l("New e-mail address"), [DataRequired(EMAIL_NEEDED)])
    password = PasswordField(_l("Present password"))


class EraseForm(HouseForm):
    understood = BooleanField(
        _l("I understand that my account cannot be brought back."),
        [DataRequired(_l("Please tick the box if you want to erase your account."))],
    )
    texts = BooleanField(
        _l("Remove my texts as well"),
        description=_l(
            "Your proposals and comments disappear for good. Proposals that councillors have dealt with "
            "stay, and so does what you wrote for an organisation."
        ),
    )
    password = PasswordField(_l("Present password"))


class ProfileForm(HouseForm):
    """What people declare about themselves."""

    display_name = StringField(
        _l("Display name"),
        [
            DataRequired(_l("Write the name that others shall see.")),
            Length(
                *DISPLAY_NAME_LENGTH,
                message=_l("Please write between %(min)d and %(max)d characters."),
            ),
        ],
    )
    home = SelectField(
        _l("Where do you live?"),
        [DataRequired(_l("Please choose your commune, or where else you live."))],
        validate_choice=False,
    )
    ties = SelectMultipleField(
        _l("What else ties you to this place?"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    language = RadioField(
        _l("Which language shall we write to you in?"),
        [DataRequired(_l("Please choose a language."))],
        validate_choice=False,
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.home.choices = options.homes()
        self.ties.choices = {tie.key: told(tie.name) for tie in territory().ties}
        self.language.choices = options.page_languages()
        if self.language.data is None:
            self.language.data = current_language()

    def profile(self) -> Profile:
        """The declared values, not yet checked."""
        return Profile(
            self.display_name.data or "",
            self.home.data or "",
            tuple(self.ties.data or ()),
            self.language.data or "",
        )


class SignUpForm(ProfileForm):
    email = EmailField(_l("E-mail address"), [DataRequired(EMAIL_NEEDED)])
    password = PasswordField(_l("Password"))
    charter = BooleanField(
        _l("I accept the rules for taking part."),
        [DataRequired(_l("Please accept the rules for taking part."))],
    )
    age = BooleanField("", [DataRequired(_l("Please confirm your age."))])
    next = HiddenField()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.age.label.text = told(territory().age_sentence)
