"""What the administration's answer must hold, and when one may be given or followed up."""

from collections.abc import Mapping
from datetime import date, timedelta

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.rules.lifecycle import ProposalState
from consult.rules.participation import Outcome

REASONS_LENGTH = (10, 5000)
PART_LENGTH = (3, 2000)
LONGEST_INTERIM = timedelta(days=365)

_S = ProposalState
#: A full answer ends the wait in the first; in the second it is a new version of the one before.
FIRST_ANSWER_STATES: frozenset[ProposalState] = frozenset({_S.PUBLISHED, _S.VOTED})
LATER_ANSWER_STATES: frozenset[ProposalState] = frozenset({_S.ANSWERED, _S.IN_PROGRESS, _S.DONE})
#: An interim answer is owed while nothing final has been said, also while councillors vote.
INTERIM_STATES: frozenset[ProposalState] = frozenset({_S.PUBLISHED, _S.IN_BALLOT, _S.VOTED})
#: Outcomes from which something is carried out.
PROMISES: frozenset[Outcome] = frozenset({Outcome.ACCEPTED, Outcome.IN_PART})


def check_words(words: Mapping[str, str], languages: tuple[str, ...], name: str, *, required: bool) -> None:
    """Each language within its length, or none of them where the part is not required.

    ``Invalid`` names the field ``<name>_<language>``.
    """
    if not required and not any(words.get(language) for language in languages):
        return
    low, high = REASONS_LENGTH if name == "reasons" else PART_LENGTH
    for language in languages:
        if not low <= len(words.get(language, "")) <= high:
            raise Invalid(
                "answer_words",
                N_("Please write between %(low)s and %(high)s characters, in every language."),
                field=f"{name}_{language}",
                low=low,
                high=high,
            )


def check_interim_date(day: date | None, today: date) -> None:
    """An interim answer says when the full one comes: after today and within a year."""
    if day is None:
        raise Invalid("interim_date", N_("Please say when the full answer comes."), field="full_answer_on")
    if not today < day <= today + LONGEST_INTERIM:
        raise Invalid(
            "interim_date", N_("Please choose a day after today and within a year."), field="full_answer_on"
        )


def check_promise(outcome: Outcome | None) -> None:
    """Only what was accepted, at least in part, can be under way or done."""
    if outcome not in PROMISES:
        raise Invalid(
            "nothing_promised",
            N_("Only an accepted proposal can be carried out. Please write a new answer first."),
        )


def check_step_day(day: date, today: date, published_on: date) -> None:
    """A step on the way to the result was taken once the proposal was public: today at the latest."""
    if day < published_on:
        raise Invalid(
            "step_too_early",
            N_("This day lies before the publication of the proposal. Please check the year."),
            field="happened_on",
        )
    if day > today:
        raise Invalid(
            "step_to_come",
            N_("Please give the day on which it happened, today at the latest."),
            field="happened_on",
        )
