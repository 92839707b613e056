"""The order of the demonstration: first everything is planned, then written, table by table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from consult.gateways import demo_files, programme_files
from consult.kernel.actor import SYSTEM
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.kernel.territory import DATA
from consult.models.assemblies import AssemblyKind
from consult.queries import demo as queries
from consult.services import figures, search
from consult.services.demo import (
    answers,
    councils,
    crowd,
    curating,
    debates,
    events,
    groups,
    mandates,
    offers,
    papers,
    positions,
    programme,
    sittings,
    supports,
    translating,
)
from consult.services.demo import proposals as proposal_rows
from consult.services.demo import stories as story_plans
from consult.services.demo.cast import Cast, Person
from consult.services.demo.stage import Stage
from consult.services.programme import import_programme

Tell = Callable[[str], None]
#: What ``tell`` hears, in this order.
STEPS = (
    "programme",
    "people",
    "councils",
    "proposals",
    "supports",
    "comments",
    "answers",
    "ballots",
    "sittings",
    "translations",
    "positions",
    "events",
    "process",
    "offers",
    "journal",
    "search",
    "figures",
)


class NotEmpty(Conflict):
    """The database already holds somebody's work."""

    def __init__(self) -> None:
        super().__init__(
            "not_empty", N_("The database is not empty. The demonstration only fills an empty one.")
        )


@dataclass(frozen=True, slots=True)
class Filled:
    """How much there is of what people ask for first."""

    people: int
    seats: int
    proposals: int
    comments: int
    supports: int
    votes: int
    sittings: int


def is_empty() -> bool:
    """Whether there is nothing, or nothing but an imported programme."""
    return queries.is_untouched()


def fill(today: date, seed: int, hashes: Mapping[str, str], tell: Tell = lambda step: None) -> Filled:
    """Fill an empty database with what happened before the beginning of ``today`` (territory's time).

    The same day and seed give the same rows; ``hashes`` are those of the passwords by the key of the sign-in.
    Only the import of the programme, where it is still missing, and the minutes that the worker is asked for
    bear the server's own time; closed ballots are signed with the installation's key. ``NotEmpty`` when
    anybody has written anything yet.
    """
    if not is_empty():
        raise NotEmpty
    tell("programme")
    if not queries.has_programme():
        import_programme(SYSTEM, programme_files.read(DATA))
    stage = Stage(demo_files.read(), Random(seed), today)  # noqa: S311  # a demonstration shall be repeatable
    tell("people")
    return _Filling(stage, Cast(stage), tell).run(hashes)


class _Filling:
    """One run, its parts in the order in which rows refer to each other."""

    def __init__(self, stage: Stage, cast: Cast, tell: Tell) -> None:
        self.stage, self.cast, self.tell = stage, cast, tell
        self.communes = queries.communes()

    def run(self, hashes: Mapping[str, str]) -> Filled:
        named = crowd.welcome(self.cast, hashes)
        crowd.invite(self.cast, self.communes)
        crowd.let_in(self.cast)
        for key in ("participant", "neighbour"):
            self.cast.participate(named[key])
        kept = groups.gather_keepers(self.cast, named)
        elected = councils.elect(self.cast, self.communes)
        claims = mandates.claim_records(self.cast, elected, named)
        stories = story_plans.write_stories(self.cast, kept, named["clerk"])
        by_key = {story.text.key: story for story in stories}
        read_first = curating.add_comments(self.cast, by_key)
        for story in stories:
            supports.gather(self.cast, story)
        curating.share_supporters(self.stage, by_key)
        crowd.write_accounts(self.cast)
        crowd.grant_roles(self.cast, named)
        groups.write_groups(self.cast, kept)
        self.tell("councils")
        assembly_ids = mandates.write_councils(self.stage, elected, claims, named["clerk"])
        self._write_debate(stories, kept, named)
        curating.curate(self.cast, by_key, read_first)
        self.tell("ballots")
        ground = papers.Ground(
            stories=by_key,
            voters=mandates.electorate(elected, claims, AssemblyKind.MUNICIPAL),
            guests=mandates.electorate(elected, claims, AssemblyKind.PARTNER),
            guests_assembly_id=assembly_ids[self.stage.files.councils.partner_key],
            clerk=named["clerk"],
        )
        papers.hold_ballots(self.stage, ground)
        self.tell("sittings")
        held = sittings.hold_sittings(
            self.stage,
            sittings.Ground(
                chambers={
                    council.commune: sittings.chamber_of(council, assembly_ids[council.key], claims)
                    for council in elected
                    if council.commune
                },
                stories=ground.stories,
                clerk=named["clerk"],
            ),
        )
        self._write_public_life(by_key, kept, named)
        self._sum_up()
        return self._filled(stories, elected, held)

    def _write_public_life(
        self,
        by_key: Mapping[str, story_plans.Story],
        kept: Mapping[str, groups.Group],
        named: Mapping[str, Person],
    ) -> None:
        self.tell("translations")
        translating.translate(self.cast, by_key)
        self.tell("positions")
        positions.take_stands(self.stage, kept)
        self.tell("events")
        events.hold_events(self.cast, by_key, named)
        self.tell("process")
        programme.date_processes(self.stage, named["editor"])
        programme.tell_steps(self.stage, named["editor"])
        self.tell("offers")
        offers.bring_help(self.stage, by_key, named)

    def _sum_up(self) -> None:
        """What is computed from everything that was written before."""
        self.tell("journal")
        self.stage.write_history()
        self.tell("search")
        search.rebuild()
        self.tell("figures")
        figures.count(self.stage.moment)

    def _write_debate(
        self,
        stories: list[story_plans.Story],
        kept: Mapping[str, groups.Group],
        named: Mapping[str, Person],
    ) -> None:
        moderators = [named["moderator"], named["moderator-2"]]
        self.tell("proposals")
        rows = {commune.insee: commune for commune in self.communes}
        proposal_rows.write_proposals(self.stage, stories, kept, rows)
        proposal_rows.tell_lives(self.stage, stories, moderators)
        self.tell("supports")
        supports.write_supports(self.stage, stories)
        self.tell("comments")
        debates.write_comments(self.cast, stories, kept)
        self.tell("answers")
        answers.give_answers(self.stage, stories, named["editor"])

    def _filled(
        self, stories: list[story_plans.Story], elected: list[councils.Council], sittings_held: int
    ) -> Filled:
        return Filled(
            people=len(self.cast.everybody),
            seats=sum(len(council.members) for council in elected if council.commune),
            proposals=len(stories),
            comments=sum(len(story.all_remarks) for story in stories),
            supports=sum(len(story.supporters) for story in stories),
            votes=sum(line["event"] == "vote.cast" for line in self.stage.history),
            sittings=sittings_held,
        )
