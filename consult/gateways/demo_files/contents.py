"""The whole of the demonstration's files, as the loader receives it."""

from collections.abc import Mapping
from dataclasses import dataclass

from consult.gateways.demo_files.event_shapes import EventText
from consult.gateways.demo_files.moderation_shapes import Moderated
from consult.gateways.demo_files.offer_shapes import Helped
from consult.gateways.demo_files.position_shapes import PositionText
from consult.gateways.demo_files.programme_shapes import PhaseText, StepText
from consult.gateways.demo_files.shapes import (
    AnswerText,
    Councils,
    Names,
    OrganisationText,
    ProposalText,
    SignIn,
)
from consult.gateways.demo_files.translation_shapes import Translated
from consult.gateways.demo_files.voting_shapes import PaperText, ReasonText, SittingText


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Everything in the folder; ``reasons`` by the proposal voted on, ``processes`` by chantier."""

    names: Names
    councils: Councils
    residents: int
    neighbours: Mapping[str, int]
    neighbourly_chantiers: frozenset[int]
    sign_ins: tuple[SignIn, ...]
    staff: tuple[SignIn, ...]
    organisations: tuple[OrganisationText, ...]
    proposals: tuple[ProposalText, ...]
    answers: tuple[AnswerText, ...]
    moderated: Moderated
    translated: Translated
    positions: tuple[PositionText, ...]
    events: tuple[EventText, ...]
    helped: Helped
    processes: Mapping[int, tuple[PhaseText, ...]]
    action_steps: tuple[StepText, ...]
    papers: tuple[PaperText, ...]
    sittings: tuple[SittingText, ...]
    reasons: Mapping[str, tuple[ReasonText, ...]]
