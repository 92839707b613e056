"""Forms over a thing that others change too: what is sent says which revision its writer had before them."""

from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from consult.kernel.db import LARGEST_ID
from consult.web.kit.forms import HouseForm

BASED_ON = "based_on"


class BasedOnForm(HouseForm):
    """``based_on`` is the number of the revision, version or answer; 0 while there is none."""

    based_on = IntegerField(widget=HiddenInput(), default=0)

    def base_on(self, revision: int) -> None:
        """Take ``revision`` as what the writer now has before them, whatever was sent."""
        self.based_on.data, self.based_on.raw_data = revision, None

    @property
    def revision(self) -> int:
        """What the writer had before them, as the form says."""
        return min(max(self.based_on.data or 0, 0), LARGEST_ID)
