"""What the demonstration's files hold, as the loader receives it; all texts and people are invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from consult.gateways.demo_files.voting_shapes import Words
from consult.kernel.actor import Role
from consult.rules.comments import Stance
from consult.rules.lifecycle import ProposalKind, ProposalState, Review
from consult.rules.participation import Channel, OrganisationKind, Outcome


@dataclass(frozen=True, slots=True)
class Whose:
    """Who writes: a resident of a commune (INSEE code), somebody of an origin, an organisation's keeper, or
    whoever the files call by this key."""

    commune: str | None = None
    origin: str | None = None
    organisation: str | None = None
    called: str | None = None


@dataclass(frozen=True, slots=True)
class CommentText:
    """``by`` is None for anyone who reads the language.

    A reply may also be by the ``author`` of the proposal, or the ``same`` person as the comment answered.
    """

    stance: Stance
    language: str
    text: str
    by: Whose | str | None = None
    replies: tuple["CommentText", ...] = ()


@dataclass(frozen=True, slots=True)
class SecondVersion:
    """``added`` is a paragraph at the end of the first text."""

    added: str
    review: Review


@dataclass(frozen=True, slots=True)
class ProposalText:
    """``supports`` is how many people back it in the end, ``state`` where it stands by then.

    ``language_doubt`` is what the text seems to be written in, where its author said otherwise.
    """

    key: str
    chantier: int
    kind: ProposalKind
    language: str
    author: Whose
    state: ProposalState
    supports: int
    title: str
    body: str
    comments: tuple[CommentText, ...] = ()
    second_version: SecondVersion | None = None
    commune: str | None = None
    cost_euros: int | None = None
    published_days_ago: int | None = None
    channel: Channel = Channel.ONLINE
    behalf_name: str | None = None
    language_doubt: str | None = None


@dataclass(frozen=True, slots=True)
class OrganisationText:
    """``keepers`` is how many people keep it; its home is a commune or an origin."""

    key: str
    kind: OrganisationKind
    name: str
    about: str
    language: str
    keepers: int
    commune: str | None = None
    origin: str | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class ProgressText:
    """A step that was noted on its day after an answer."""

    days_ago: int
    note: Words


@dataclass(frozen=True, slots=True)
class AnswerText:
    """``actions`` are keys of the programme; without ``outcome`` it is interim, with the full one's day."""

    proposal: str
    outcome: Outcome | None
    days_ago: int
    actions: tuple[str, ...]
    reasons: Words
    next_steps: Words
    in_charge: Words
    full_answer_in_days: int | None = None
    started_days_ago: int | None = None
    done_days_ago: int | None = None
    progress: tuple[ProgressText, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """``given`` by origin of the name and sex, ``family`` by origin; ``mix``: for a home, how often a family
    name of one origin meets a given name of another.

    ``languages`` weighs those in which people of a home read. The key ``home`` stands for every commune.
    """

    given: Mapping[str, Mapping[str, list[str]]]
    family: Mapping[str, list[str]]
    pseudonyms: Mapping[str, list[str]]
    mix: Mapping[str, list[tuple[str, str, int]]]
    languages: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Councils:
    """``functions``: kind of assembly → rank → sex → words; ``languages``: that kind's own."""

    mandate_starts: tuple[date, ...]
    seats_in_office: int
    members_on: date
    groups: tuple[str, ...]
    functions: Mapping[str, Mapping[str, Mapping[str, Words]]]
    languages: Mapping[str, str]
    metropolitan_groups: tuple[str, ...]
    partner_key: str
    partner_name: Words
    partner_seats: int
    partner_groups: Mapping[str, str]
    partner_paper_title: Words
    partner_paper_introduction: Words

    def function(self, kind: str, rank: str, sex: str) -> str:
        """What a rank is called, in the language of that kind of assembly."""
        return self.functions[kind][rank][sex][self.languages[kind]]


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account for visitors of the demonstration, or (``staff``) a colleague without a password."""

    key: str
    name: str
    language: str
    commune: str | None = None
    origin: str | None = None
    role: Role | None = None
    chantiers: tuple[int, ...] = ()
    keeps: str | None = None
    councillor: bool = False
