"""The files about moderation become shapes here."""

from typing import Any

from consult.gateways.demo_files.moderation_shapes import (
    AppealText,
    Fresh,
    HiddenText,
    LabelText,
    MergeText,
    Moderated,
    MoveText,
    Newcomer,
    ReportText,
    Statement,
    SuspensionText,
    Wave,
)
from consult.gateways.demo_files.texts import comment, whose
from consult.rules.moderation import AppealOutcome, Ground, Label

Raw = dict[str, Any]
#: The fields of a statement of reasons that stand beside those of what it is about.
STATED = ("ground", "facts", "law", "reason")


def moderated(raw: Raw, hidden: list[Raw]) -> Moderated:
    """``raw`` is moderation.yaml, ``hidden`` the comments that moderators hid."""
    return Moderated(
        newcomers=tuple(Newcomer(**row) for row in raw["newcomers"]),
        read_first=frozenset(raw["read_first"]),
        returned={row["proposal"]: _statement(row) for row in raw["returned"]},
        hidden=tuple(map(_hidden, hidden)),
        labelled=tuple(map(_label, raw["labelled"])),
        moved=tuple(MoveText(**row) for row in raw["moved"]),
        merged=tuple(MergeText(**row) for row in raw["merged"]),
        suspended=tuple(SuspensionText(**_stated(row)) for row in raw["suspended"]),
        fresh=tuple(Fresh(row["proposal"], comment(row)) for row in raw["fresh"]),
        dismissed=tuple(map(_report, raw["dismissed_reports"])),
        open=tuple(map(_report, raw["open_reports"])),
        waves=tuple(map(_wave, raw["waves"])),
    )


def _statement(row: Raw) -> Statement:
    told = {name: row[name] for name in STATED if name in row}
    return Statement(**told | {"ground": Ground(row["ground"])})


def _stated(row: Raw) -> Raw:
    """The row with its statement in one piece."""
    return {name: value for name, value in row.items() if name not in STATED} | {"statement": _statement(row)}


def _hidden(row: Raw) -> HiddenText:
    about = {"proposal": row["proposal"], "comment": row["text"]}
    return HiddenText(
        proposal=row["proposal"],
        comment=comment(row),
        statement=_statement(row),
        reports=tuple(_report(one | about) for one in row.get("reports", [])),
        appeal=_appeal(row["appeal"]) if "appeal" in row else None,
        days_ago=row.get("days_ago"),
        moderator=row.get("moderator"),
    )


def _appeal(row: Raw) -> AppealText:
    outcome = AppealOutcome(row["outcome"]) if "outcome" in row else None
    return AppealText(**row | {"outcome": outcome})


def _label(row: Raw) -> LabelText:
    about = {"proposal": row["proposal"]}
    reports = tuple(_report(one | about) for one in row["reports"])
    return LabelText(**_stated(row) | {"label": Label(row["label"]), "reports": reports})


def _wave(row: Raw) -> Wave:
    about = {"proposal": row["proposal"]}
    return Wave(**row | {"reports": tuple(_report(one | about) for one in row["reports"])})


def _report(row: Raw) -> ReportText:
    return ReportText(**row | {"ground": Ground(row["ground"]), "by": whose(row.get("by"))})
