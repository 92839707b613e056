"""The invented organisations and those who keep them."""

from collections.abc import Mapping
from dataclasses import dataclass

from consult.models.organisations import Keeper, Organisation
from consult.queries import demo as queries
from consult.services.demo.cast import Cast, Person


@dataclass(slots=True)
class Group:
    """An organisation with its keepers; the first one founded it. ``id`` is 0 until it is written."""

    keepers: list[Person]
    id: int = 0


def gather_keepers(cast: Cast, named: Mapping[str, Person]) -> dict[str, Group]:
    """Enough people to keep each organisation, by its key: early ones, and whoever has a password for it."""
    groups = {}
    for text in cast.stage.files.organisations:
        home = text.commune or text.origin or ""
        keepers = [cast.join(home, cast.early()) for _ in range(text.keepers)]
        for keeper in keepers:
            keeper.language = text.language
        groups[text.key] = Group(keepers)
    for entry in cast.stage.files.sign_ins:
        if entry.keeps:
            groups[entry.keeps].keepers.append(named[entry.key])
    return groups


def write_groups(cast: Cast, groups: Mapping[str, Group]) -> None:
    """The organisations and their keepers' rows."""
    stage = cast.stage
    for text in stage.files.organisations:
        group = groups[text.key]
        founded_at = max(keeper.created_at for keeper in group.keepers)
        row = {
            "name": text.name,
            "kind": text.kind,
            "about": text.about,
            "language": text.language,
            "website": text.website,
            "commune_insee": text.commune,
            "origin": text.origin,
            "created_at": founded_at,
        }
        (group.id,) = queries.add(Organisation, [row])
        queries.add(
            Keeper,
            [
                {"organisation_id": group.id, "account_id": keeper.id, "started_at": founded_at}
                for keeper in group.keepers
            ],
        )
        founder = group.keepers[0].id
        stage.tell(
            founded_at, founder, "organisation.registered", "organisation", group.id, organisation_id=group.id
        )
