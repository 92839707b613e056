"""The figures of a year as tables with words: page, CSV and JSON are all made of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from consult.queries.transparency import Appeals, Reports, Restrictions, Year
from consult.rules.moderation import (
    AppealOutcome,
    Category,
    DecisionKind,
    Ground,
    Source,
    SubjectKind,
)
from consult.rules.transparency import MEASURE_LABELS, NO_RULE, OUTCOME_LABELS, Delays
from consult.web.kit.labels import label


@dataclass(frozen=True, slots=True)
class Row:
    """``value``: a count, or hours or days; None where too few cases would tell of single ones."""

    key: str
    label: str
    value: int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """``bars``: the rows are counts of one kind, which a drawing may compare."""

    key: str
    title: str
    rows: list[Row]
    bars: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    tables: list[Table]


def parts(report: Year) -> list[Part]:
    """The report in the order in which it is read."""
    return [
        Part(_("Decisions that restrict a text, a name or an account"), _decisions(report.restrictions)),
        Part(_("Reports"), _reports(report.reports)),
        Part(_("Texts that a moderator read"), [_texts(report.texts)]),
        Part(_("Appeals"), _appeals(report.appeals)),
        Part(_("Suspensions"), [_suspensions(report)]),
    ]


def _decisions(made: Restrictions) -> list[Table]:
    return [
        Table("measures", _("By measure"), _worded(MEASURE_LABELS, made.measures)),
        Table("grounds", _("By rule"), [*_rows(Ground, made.grounds), _no_rule(made.grounds)]),
        Table("sources", _("By what led to them"), _rows(Source, made.sources)),
        Table("subjects", _("By what they are about"), _rows(SubjectKind, made.subjects)),
        Table("categories", _("By the Commission’s categories"), _rows(Category, made.categories)),
    ]


def _no_rule(counts: Mapping[Any, int]) -> Row:
    return Row("none", _(NO_RULE), counts.get(None, 0))


def _rows(members: Iterable[StrEnum], counts: Mapping[Any, int]) -> list[Row]:
    return [Row(member.value, label(member), counts.get(member, 0)) for member in members]


def _worded(words: Mapping[DecisionKind, str], counts: Mapping[Any, int]) -> list[Row]:
    return [Row(kind.value, _(word), counts.get(kind, 0)) for kind, word in words.items()]


def _reports(reports: Reports) -> list[Table]:
    overview = [
        Row("received", _("Reports received"), reports.received),
        Row("illegal", _("of these, reports of illegal content"), reports.illegal),
        Row("open", _("of these, not decided yet"), reports.open),
        *_delays(reports.answered),
    ]
    return [
        Table("reports", _("Received and answered"), overview, bars=False),
        Table("report_grounds", _("By the rule that they name"), _rows(Ground, reports.grounds)),
        Table("report_outcomes", _("What became of them"), _worded(OUTCOME_LABELS, reports.outcomes)),
    ]


def _texts(read: Delays) -> Table:
    return Table("texts", _("New and changed texts"), _delays(read), bars=False)


def _delays(done: Delays) -> list[Row]:
    share = round(100 * done.in_time / done.count, 1) if done.count else None
    return [
        Row("decided", _("Decided this year"), done.count),
        Row("in_time", _("of these, within the due time"), done.in_time),
        Row("in_time_percent", _("the same in percent"), share),
        Row("median_hours", _("Half of them were decided within so many hours"), done.hours),
    ]


def _appeals(appeals: Appeals) -> list[Table]:
    decided = appeals.decided
    days = round(decided.hours / 24, 1) if decided.hours is not None else None
    overview = [
        Row("made", _("Appeals made"), appeals.made),
        Row("decided", _("Appeals decided"), decided.count),
        Row("in_time", _("of these, within the due time"), decided.in_time),
        Row("late", _("of these, later"), decided.count - decided.in_time),
        Row("median_days", _("Half of them were decided within so many days"), days),
        Row("open", _("Appeals of this year not decided yet"), appeals.open),
        Row("overdue", _("of these, past their day"), appeals.overdue),
    ]
    return [
        Table("appeals", _("The clock of appeals"), overview, bars=False),
        Table("appeal_outcomes", _("How they ended"), _rows(AppealOutcome, appeals.outcomes)),
    ]


def _suspensions(report: Year) -> Table:
    rows = [
        Row(
            "confirmed",
            _("Accounts suspended by two people"),
            report.restrictions.measures.get(DecisionKind.SUSPEND, 0),
        ),
        Row("declined", _("Suspensions that the second person declined"), report.suspensions_declined),
    ]
    return Table("suspensions", _("Suspensions of accounts"), rows, bars=False)
