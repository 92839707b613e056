"""Pages that tell a result read a ballot's kept figures through here."""

from dataclasses import dataclass

from consult.models.ballots import Ballot
from consult.queries.ballots.cards import COUNTED
from consult.rules.sittings import quorum_kept
from consult.rules.voting import Flag, QuorumCheck, Tally


@dataclass(frozen=True, slots=True)
class Figures:
    """The table that is always shown. ``present``, ``represented`` and ``quorum`` exist in sittings only.

    ``by_hand``: the totals were counted on paper and entered by a clerk.
    """

    in_office: int
    present: int | None
    represented: int | None
    tally: Tally
    flags: tuple[Flag, ...]
    quorum: QuorumCheck | None
    by_hand: bool

    @property
    def casting_vote(self) -> bool:
        """Whether the president's own vote decided."""
        return Flag.casting_vote in self.flags


def figures_of(ballot: Ballot) -> Figures | None:
    """What was kept when the ballot was counted; None before, and for one that was annulled."""
    kept = ballot.figures
    if ballot.state not in COUNTED or "cast" not in kept:
        return None
    return Figures(
        in_office=kept["in_office"],
        present=kept.get("present"),
        represented=kept.get("represented"),
        tally=Tally(
            for_=kept["for"],
            against=kept["against"],
            abstain=kept["abstain"],
            blank=kept["blank"],
            in_roll=kept["cast"] + kept["no_vote"],
        ),
        flags=tuple(Flag(flag) for flag in kept.get("flags", ())),
        quorum=quorum_kept(kept["quorum"]) if kept.get("quorum") else None,
        by_hand=bool(kept.get("by_hand")),
    )
