"""The orders in which a debate may be read, against a plain account of each."""

from collections.abc import Sequence
from itertools import zip_longest
from random import Random

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import VISITOR
from consult.kernel.db import db
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.queries import comments as queries
from consult.queries.comments.places import places
from consult.rules.comments import CommentOrder, Stance
from tests.factories import comments, people, proposals

FOR, AGAINST, NEUTRAL = Stance.FOR, Stance.AGAINST, Stance.NEUTRAL
#: Stance, useful marks, the others.
Marks = tuple[Stance, int, int]


def debate(*marks: Marks) -> tuple[Proposal, list[Comment]]:
    """A proposal with a comment for each of ``marks``, the oldest first."""
    proposal, author = proposals.published(), people.participant()
    written = []
    for stance, useful, not_useful in marks:
        comment = comments.written(proposal, author, stance=stance)
        comment.useful_count, comment.not_useful_count = useful, not_useful
        written.append(comment)
    db.session.flush()
    return proposal, written


def order_of(proposal: Proposal, written: Sequence[Comment], order: CommentOrder) -> list[int]:
    """Which of ``written`` stands where, by its number from 1."""
    placed = places(proposal.id, None, order)
    numbers = {comment.id: number for number, comment in enumerate(written, start=1)}
    return [numbers[found] for found in db.session.scalars(sa.select(placed.c.id).order_by(placed.c.place))]


def plainly(marks: Sequence[Marks], order: CommentOrder) -> list[int]:
    newest = list(range(len(marks), 0, -1))
    if order is CommentOrder.NEWEST:
        return newest
    useful = sorted(newest, key=lambda number: marks[number - 1][2] - marks[number - 1][1])
    if order is CommentOrder.USEFUL:
        return useful
    sides = ([number for number in useful if marks[number - 1][0] is stance] for stance in Stance)
    return [number for turn in zip_longest(*sides) for number in turn if number]


def test_newest_comes_first(app: Flask) -> None:
    proposal, written = debate((FOR, 0, 0), (FOR, 9, 0), (AGAINST, 0, 0))
    assert order_of(proposal, written, CommentOrder.NEWEST) == [3, 2, 1]


def test_useful_counts_marks_of_both_kinds_and_newer_wins_a_tie(app: Flask) -> None:
    proposal, written = debate((FOR, 5, 5), (FOR, 2, 0), (AGAINST, 0, 1), (FOR, 0, 0))
    assert order_of(proposal, written, CommentOrder.USEFUL) == [2, 4, 1, 3]


def test_both_sides_alternate_each_with_its_best_first(app: Flask) -> None:
    proposal, written = debate((FOR, 1, 0), (FOR, 7, 0), (AGAINST, 0, 0), (AGAINST, 2, 0), (FOR, 0, 0))
    assert order_of(proposal, written, CommentOrder.BALANCED) == [2, 4, 1, 3, 5]


def test_remarks_come_in_turn_after_both_sides(app: Flask) -> None:
    proposal, written = debate((NEUTRAL, 0, 0), (FOR, 0, 0), (AGAINST, 0, 0), (NEUTRAL, 0, 0))
    assert order_of(proposal, written, CommentOrder.BALANCED) == [2, 3, 4, 1]


@pytest.mark.parametrize("order", CommentOrder)
def test_any_debate_stands_as_a_plain_account_says(app: Flask, order: CommentOrder) -> None:
    chance = Random(7)  # the same debate every time
    marks = [(chance.choice(list(Stance)), chance.randrange(4), chance.randrange(4)) for _ in range(25)]
    proposal, written = debate(*marks)
    assert order_of(proposal, written, order) == plainly(marks, order)


@pytest.mark.parametrize("order", CommentOrder)
def test_pages_follow_each_other_and_lead_back(app: Flask, order: CommentOrder) -> None:
    proposal, written = debate(*[(stance, at % 3, 0) for at in range(16) for stance in Stance])
    wanted = [written[number - 1].id for number in order_of(proposal, written, order)]
    pages, after = [], ""
    while True:
        page = queries.thread(VISITOR, proposal.id, proposal.facts, order, after)
        pages.append((after, page))
        if page.next is None:
            break
        after = page.next
    assert [[line.id for line in page.comments] for _, page in pages] == [
        wanted[:20],
        wanted[20:40],
        wanted[40:],
    ]
    assert [page.previous for _, page in pages] == [None, "", pages[1][0]]
    assert pages[0][1].count == 48
    assert pages[0][1].sides == dict.fromkeys(Stance, 16)
    for at, comment_id in enumerate(wanted):
        assert queries.place(VISITOR, comment_id, order).after == pages[at // 20][0]
