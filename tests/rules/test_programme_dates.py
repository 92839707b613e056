"""How exactly a time may be said: never more exactly than the programme knows."""

from datetime import date

import pytest

from consult.rules.dates import wording
from consult.rules.programme import Precision

STRATEGY = (date(2019, 1, 1), date(2020, 12, 31))


@pytest.mark.parametrize(
    ("precision", "start", "end", "skeleton", "sentence"),
    [
        (Precision.DAY, date(2019, 2, 25), date(2019, 2, 25), "yMMMMd", None),
        (Precision.MONTH, date(2019, 3, 1), date(2019, 3, 31), "yMMMM", None),
        (Precision.QUARTER, date(2019, 1, 1), date(2019, 3, 31), "yQQQQ", None),
        (Precision.YEAR, date(2020, 1, 1), date(2020, 12, 31), "y", None),
        (Precision.SEASON, date(2019, 3, 20), date(2019, 6, 20), "y", "spring %(year)s"),
        (Precision.SEASON, date(2019, 6, 21), date(2019, 9, 22), "y", "summer %(year)s"),
        (Precision.SEASON, date(2019, 9, 22), date(2019, 12, 20), "y", "autumn %(year)s"),
        (Precision.SEASON, date(2019, 12, 21), date(2020, 3, 19), "y", "winter %(year)s"),
        (Precision.HALF_YEAR, date(2019, 1, 1), date(2019, 6, 30), "y", "first half of %(year)s"),
        (Precision.HALF_YEAR, date(2019, 7, 1), date(2019, 12, 31), "y", "second half of %(year)s"),
        (Precision.PERIOD, *STRATEGY, "y", "during the strategy %(years)s"),
        (Precision.PERIOD, date(2020, 1, 1), date(2021, 12, 31), "y", None),
        (Precision.PERIOD, date(2019, 4, 1), date(2019, 5, 31), "yMMMM", None),
        (Precision.PERIOD, date(2019, 3, 18), date(2019, 3, 19), "yMMMMd", None),
    ],
)
def test_each_precision_has_its_words(
    precision: Precision, start: date, end: date, skeleton: str, sentence: str | None
) -> None:
    words = wording(precision, start, end, STRATEGY)
    assert (words.skeleton, words.start, words.sentence) == (skeleton, start, sentence)


def test_only_a_period_names_its_end() -> None:
    assert wording(Precision.YEAR, date(2019, 1, 1), date(2019, 12, 31), STRATEGY).end is None
    assert wording(Precision.PERIOD, date(2019, 3, 18), date(2019, 3, 19), STRATEGY).end == date(2019, 3, 19)


def test_the_strategys_own_period_is_said_of_undated_actions_only() -> None:
    dated = wording(Precision.PERIOD, date(2019, 1, 1), date(2019, 12, 31), STRATEGY)
    assert dated.sentence is None
