"""The form by which a councillor claims the record: it checks shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from consult.kernel.text.names import clean_line
from consult.web.kit.forms import HouseForm


class ClaimForm(HouseForm):
    """A one-time code of 16 letters and digits, typed with or without its dashes."""

    code = StringField(
        _l("Your code"),
        [
            InputRequired(_l("Please enter the code from your letter or mail.")),
            Length(max=40, message=_l("This is longer than any of our codes.")),
        ],
        filters=[lambda text: clean_line(text or "")],
        description=_l("16 letters and digits, such as ABCD-EFGH-2345-6789. Dashes do not matter."),
    )
