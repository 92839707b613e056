"""The circle of the random order, and the names of all orders."""

from datetime import date, timedelta

from consult.rules.ranking import CIRCLE, ORDER_LABELS, ListOrder, circle_start


def test_a_day_begins_at_the_same_point_for_everybody():
    assert circle_start(date(2026, 3, 2)) == circle_start(date(2026, 3, 2))


def test_days_begin_all_around_the_circle():
    starts = [circle_start(date(2026, 1, 1) + timedelta(days=n)) for n in range(400)]
    assert all(0 <= start < CIRCLE for start in starts)
    quarters = [sum(1 for start in starts if start * 4 // CIRCLE == quarter) for quarter in range(4)]
    assert min(quarters) > 60, "each quarter of the circle gets about a hundred of four hundred days"


def test_every_order_has_a_name():
    assert set(ORDER_LABELS) == set(ListOrder)
