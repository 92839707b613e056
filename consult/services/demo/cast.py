"""The invented people: names put together by chance, where they live, and whom to ask for."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from consult.gateways.demo_files.shapes import Whose
from consult.kernel.text.analysis import fold
from consult.services.demo.stage import LAUNCH_DAYS_AGO, Stage, chosen

FEMALE, MALE = "female", "male"
SEXES = (FEMALE, MALE)
#: How people call themselves: a first name with an initial, the whole name, or a pseudonym.
STYLES = (("initial", 58.0), ("full", 17.0), ("pseudonym", 25.0))
EARLY = timedelta(days=8)
#: How many in a hundred have which ties besides their home.
RESIDENT_TIES = {"works": 0.45, "studies": 0.12, "owns_business": 0.08, "works_in_luxembourg": 0.14}
GUEST_TIES = {"visits": 0.7, "works": 0.35, "studies": 0.1}


@dataclass(eq=False, slots=True)
class Person:
    """Somebody with an account; ``id`` is 0 until it is written. ``password_hash`` only for sign-ins."""

    display_name: str
    email: str
    language: str
    commune: str | None
    origin: str | None
    created_at: datetime
    ties: list[str] = field(default_factory=list)
    password_hash: str | None = None
    id: int = 0

    @property
    def home(self) -> str:
        return self.commune or self.origin or ""


@dataclass(frozen=True, slots=True)
class Name:
    given: str
    family: str
    sex: str

    @property
    def full(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(slots=True)
class Cast:
    """Everybody with an account, the participants among them by home, and whom the files call by a key."""

    stage: Stage
    everybody: list[Person] = field(default_factory=list)
    pools: dict[str, list[Person]] = field(default_factory=dict)
    known: dict[str, Person] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _called: set[str] = field(default_factory=set)

    def name(self, home: str, sex: str | None = None) -> Name:
        """A pair of names that nobody in this cast bears yet, as they are usual in ``home``."""
        dice, names = self.stage.dice, self.stage.files.names
        mix = names.mix.get(home, names.mix["home"])
        while True:
            sex_drawn = sex or dice.choice(SEXES)
            family_root, given_root = chosen(dice, [(roots, weight) for *roots, weight in mix])
            given = dice.choice(names.given[given_root][sex_drawn])
            family = dice.choice(names.family[family_root])
            if f"{given} {family}" not in self._names:
                self._names.add(f"{given} {family}")
                return Name(given, family, sex_drawn)

    def address(self, name: Name) -> str:
        """An address of the domain that is reserved for examples; different names give different ones."""
        return f"{fold(name.given)}.{fold(name.family)}@example.org"

    def language(self, home: str) -> str:
        weights = self.stage.files.names.languages
        return str(chosen(self.stage.dice, list(weights.get(home, weights["home"]).items())))

    def join(self, home: str, created_at: datetime, *, called: Name | None = None) -> Person:
        """A new account of somebody who lives in ``home``: an INSEE code or an origin."""
        name = called or self.name(home)
        language = self.language(home)
        commune = home if home.isdigit() else None
        person = Person(
            display_name=name.full if called else self._self_given_name(name, language),
            email=self.address(name),
            language=language,
            commune=commune,
            origin=None if commune else home,
            created_at=created_at,
            ties=self._ties(home),
        )
        self.everybody.append(person)
        return person

    def participate(self, person: Person) -> Person:
        """From now on the person writes, supports and comments."""
        self.pools.setdefault(person.home, []).append(person)
        return person

    def early(self) -> datetime:
        """A moment in the platform's first days, before anybody wrote anything."""
        opened = self.stage.ago(LAUNCH_DAYS_AGO)
        return self.stage.between(opened, opened + EARLY)

    def pick(
        self, whose: Whose | None, language: str, before: datetime, without: Collection[Person]
    ) -> Person:
        """Whoever is called so, else somebody of that home (or any resident) who had joined by then.

        Readers of the language come first.
        """
        if whose and whose.called:
            return self.known[whose.called]
        home = whose and (whose.commune or whose.origin)
        pool = self.pools[home] if home else self.residents()
        there = [person for person in pool if person.created_at < before and person not in without]
        readers = [person for person in there if person.language == language]
        return self.stage.dice.choice(readers or there)

    def residents(self) -> list[Person]:
        return [person for home, pool in self.pools.items() if home.isdigit() for person in pool]

    def participants(self) -> list[Person]:
        return [person for pool in self.pools.values() for person in pool]

    def _self_given_name(self, name: Name, language: str) -> str:
        style = chosen(self.stage.dice, STYLES)
        if style == "pseudonym":
            words = self.stage.files.names.pseudonyms[language]
            free = [word for word in words if word not in self._called]
            if free:
                called = str(self.stage.dice.choice(free))
                self._called.add(called)
                return called
        return name.full if style == "full" else f"{name.given} {name.family[0]}."

    def _ties(self, home: str) -> list[str]:
        dice = self.stage.dice
        odds = RESIDENT_TIES if home.isdigit() else GUEST_TIES
        return sorted(key for key, chance in odds.items() if dice.random() < chance)
