"""The form of one seat's vote, for the pages of ballots and of sittings: it checks shape, the deed rules."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.kernel.text.names import clean_text
from consult.queries.ballots import BallotPage, Mandate
from consult.rules.voting import CHOICE_LABELS, Choice
from consult.services.ballots import NewVote
from consult.web.kit.forms import HouseForm

LONGEST_REASON = 1000


class VoteForm(HouseForm):
    """One seat's answer to one question; its prefix keeps the forms of a page apart."""

    choice = RadioField(_l("Your vote"), [InputRequired(_l("Please choose one of the answers."))])
    reason = TextAreaField(
        _l("Your reason"),
        [Length(max=LONGEST_REASON, message=_l("Please write at most 1,000 characters."))],
        filters=[lambda text: clean_text(text or "")],
        description=_l("In the language you prefer. It becomes public together with your vote."),
    )
    expected_version = HiddenField()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.choice.choices = [(choice.value, _(CHOICE_LABELS[choice])) for choice in Choice]

    @classmethod
    def sent(cls, ballot_id: int, seat_id: int) -> "VoteForm":
        """The form as a request sent it."""
        return cls(prefix=f"b{ballot_id}-s{seat_id}-")

    @classmethod
    def of(cls, mandate: Mandate) -> "VoteForm":
        """The form as the page shows it: with the seat's current vote, if any."""
        vote = mandate.vote
        return cls(
            formdata=None,
            prefix=f"b{mandate.ballot_id}-s{mandate.seat_id}-",
            data={
                "choice": vote.choice.value if vote else None,
                "reason": vote.reason if vote else "",
                "expected_version": str(vote.version if vote else 0),
            },
        )

    def vote(self, seat_id: int, client_token: str) -> NewVote:
        """What the deed takes; a broken version counts as "nothing voted yet"."""
        version = self.expected_version.data or ""
        return NewVote(
            seat_id=seat_id,
            choice=Choice(self.choice.data),
            expected_version=int(version)
            if version.isascii() and version.isdecimal() and len(version) < 10
            else 0,
            client_token=client_token,
            reason=self.reason.data or "",
        )


Forms = dict[tuple[int, int], VoteForm]


def vote_forms(pages: Iterable[BallotPage]) -> Forms:
    """(ballot, seat) → a form for each seat that may vote now, filled with its current vote."""
    return {
        (mandate.ballot_id, mandate.seat_id): VoteForm.of(mandate)
        for page in pages
        for mandate in page.mandates
        if page.may_vote and mandate.entitled and (page.change_allowed or mandate.vote is None)
    }
