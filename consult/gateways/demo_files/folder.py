"""The folder's YAML files become shapes here; they ship with the package, so a mistake is a plain error."""

import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any

import yaml

from consult.gateways.demo_files.contents import DemoFiles
from consult.gateways.demo_files.event_shapes import event
from consult.gateways.demo_files.moderating import moderated
from consult.gateways.demo_files.offer_shapes import helped
from consult.gateways.demo_files.position_shapes import position
from consult.gateways.demo_files.programme_shapes import processes, step
from consult.gateways.demo_files.shapes import (
    AnswerText,
    Councils,
    Names,
    OrganisationText,
    ProgressText,
    ProposalText,
    SecondVersion,
    SignIn,
    Whose,
)
from consult.gateways.demo_files.texts import comment
from consult.gateways.demo_files.translating import translated
from consult.gateways.demo_files.voting_shapes import (
    BallotText,
    ItemText,
    PaperText,
    ProxyCounts,
    ReasonText,
    SittingText,
    Tendency,
)
from consult.kernel.actor import Role
from consult.kernel.territory import DATA
from consult.rules.lifecycle import ProposalKind, ProposalState, Review
from consult.rules.participation import Channel, OrganisationKind, Outcome
from consult.rules.voting import BallotState, Choice

Raw = dict[str, Any]


def read(folder: Path = DATA / "demo") -> DemoFiles:
    """Everything in ``folder``; ``KeyError``, ``TypeError`` or ``ValueError`` when a file is not right."""
    accounts, ballots, people = (_load(folder / f"{name}.yaml") for name in ("accounts", "ballots", "people"))
    return DemoFiles(
        names=_names(people),
        councils=_councils(_load(folder / "councils.yaml")),
        residents=accounts["residents"],
        neighbours=accounts["neighbours"],
        neighbourly_chantiers=frozenset(accounts["neighbourly_chantiers"]),
        sign_ins=tuple(map(_sign_in, accounts["sign_ins"])),
        staff=tuple(map(_sign_in, accounts["staff"])),
        organisations=tuple(map(_organisation, _load(folder / "organisations.yaml"))),
        proposals=_proposals(folder / "proposals"),
        answers=tuple(map(_answer, _load(folder / "answers.yaml"))),
        moderated=moderated(_load(folder / "moderation.yaml"), _load(folder / "hidden.yaml")),
        translated=translated(_load(folder / "translations.yaml")),
        helped=helped(_load(folder / "offers.yaml")),
        positions=tuple(map(position, _load(folder / "positions.yaml"))),
        events=tuple(map(event, _load(folder / "events.yaml"))),
        processes=processes(_load(folder / "phases.yaml")),
        action_steps=tuple(map(step, _load(folder / "action_updates.yaml"))),
        papers=tuple(map(_paper, ballots["papers"])),
        sittings=tuple(map(_sitting, _load(folder / "sittings.yaml"))),
        reasons={key: tuple(map(_reason, rows)) for key, rows in ballots["reasons"].items()},
    )


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def _names(raw: Raw) -> Names:
    parts = (raw[name] for name in ("given_names", "family_names", "pseudonyms", "mix", "languages"))
    return Names(*parts)


def _proposals(folder: Path) -> tuple[ProposalText, ...]:
    """One file a chantier, whose number is in the file's name."""
    return tuple(
        _proposal(raw, int(path.stem.removeprefix("chantier-")))
        for path in sorted(folder.glob("chantier-*.yaml"))
        for raw in _load(path)
    )


def _proposal(raw: Raw, chantier: int) -> ProposalText:
    second = raw.get("second_version")
    return ProposalText(
        **raw
        | {
            "chantier": chantier,
            "kind": ProposalKind(raw["kind"]),
            "author": Whose(**raw["author"]),
            "state": ProposalState(raw["state"]),
            "comments": tuple(map(comment, raw.get("comments", []))),
            "second_version": SecondVersion(second["added"], Review(second["review"])) if second else None,
            "channel": Channel(raw.get("channel", Channel.ONLINE)),
        }
    )


def _organisation(raw: Raw) -> OrganisationText:
    return OrganisationText(**raw | {"kind": OrganisationKind(raw["kind"])})


def _answer(raw: Raw) -> AnswerText:
    outcome = Outcome(raw["outcome"]) if raw["outcome"] else None
    progress = tuple(ProgressText(**step) for step in raw.get("progress", []))
    return AnswerText(**raw | {"outcome": outcome, "actions": tuple(raw["actions"]), "progress": progress})


def _paper(raw: Raw) -> PaperText:
    """The files count what is past in ``…_days_ago`` and what is to come in ``…_in_days``."""
    offsets: dict[str, int] = {}
    for name, value in raw.items():
        found = re.fullmatch(r"(open|close|proclaim)\w*_(days_ago|in_days)", name)
        if found:
            offsets[found[1]] = -value if found[2] == "days_ago" else value
    return PaperText(
        key=raw["key"],
        state=BallotState(raw["state"]),
        title=raw["title"],
        introduction=raw["introduction"],
        opens_in_days=offsets["open"],
        closes_in_days=offsets["close"],
        proclaimed_in_days=offsets.get("proclaim"),
        ballots=tuple(map(_ballot, raw["ballots"])),
    )


def _ballot(raw: Raw) -> BallotText:
    votes = {name: _tendency(raw[name]) for name in ("votes", "partner_votes") if name in raw}
    return BallotText(proposal=raw["proposal"], title=raw["title"], question=raw["question"], **votes)


def _sitting(raw: Raw) -> SittingText:
    return SittingText(
        **raw
        | {
            "begins": time.fromisoformat(raw["begins"]),
            "proxies": ProxyCounts(**raw["proxies"]),
            "items": tuple(map(_item, raw["items"])),
        }
    )


def _item(raw: Raw) -> ItemText:
    told = {"question": raw.get("question", {})}
    if "votes" in raw:
        told["votes"] = _tendency(raw["votes"])
    if "president" in raw:
        told["president"] = Choice(raw["president"])
    return ItemText(**raw | told)


def _tendency(raw: Mapping[str, int]) -> Tendency:
    shares = {choice: raw[choice.value] for choice in Choice}
    if sum(shares.values()) != 100:
        raise ValueError(f"the shares of a ballot add up to {sum(shares.values())}, not 100")
    return Tendency(raw["turnout"], shares)


def _reason(raw: Raw) -> ReasonText:
    return ReasonText(Choice(raw["choice"]), raw["language"], raw["text"])


def _sign_in(raw: Raw) -> SignIn:
    role = Role(raw["role"]) if "role" in raw else None
    return SignIn(**raw | {"role": role, "chantiers": tuple(raw.get("chantiers", ()))})


def _councils(raw: Raw) -> Councils:
    partner = raw["partner"]
    return Councils(
        mandate_starts=tuple(raw["mandate_starts"]),
        seats_in_office=raw["seats_in_office"],
        members_on=raw["members_on"],
        groups=tuple(raw["groups"]),
        functions=raw["functions"],
        languages=raw["languages"],
        metropolitan_groups=tuple(raw["metropolitan_groups"]),
        partner_key=partner["key"],
        partner_name=partner["name"],
        partner_seats=partner["seats"],
        partner_groups=partner["groups"],
        partner_paper_title=partner["paper_title"],
        partner_paper_introduction=partner["paper_introduction"],
    )
