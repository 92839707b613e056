"""The choice of pages and ways that Chromium opens in the tests shows every pair of properties."""

from tests.e2e.choosing import Way, pairwise, ways

PEOPLE = ("visitor", "participant", "moderator")


def test_a_pairwise_choice_shows_every_pair_that_some_way_has() -> None:
    possible = ways(PEOPLE, ("full", "error"))
    chosen = pairwise([(number, possible) for number in range(24)])
    shown = set().union(*(way.pairs for _, way in chosen))
    assert shown == set().union(*(way.pairs for way in possible))


def test_each_thing_is_opened_once_and_only_in_its_own_ways() -> None:
    own = {"room": ways(["moderator"]), "page": ways(PEOPLE)}
    chosen = pairwise(list(own.items()))
    assert [thing for thing, _ in chosen] == ["room", "page"]
    assert all(way in own[thing] for thing, way in chosen)


def test_all_ways_are_all_combinations() -> None:
    assert len(set(ways(PEOPLE, ("full", "empty", "error")))) == 3 * 2 * 2 * 2 * 3
    assert Way("visitor", "de", 320, "dark", "full") in ways(PEOPLE)
