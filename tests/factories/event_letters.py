"""One story for each mail about a meeting, for the stories of all mails."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from consult.kernel.actor import SYSTEM
from consult.models.accounts import Account
from consult.services import events as event_services
from tests.factories import events, people
from tests.factories.ground import words

Ids = dict[str, Any]


def _event(anne: Account, *, line: bool = False, cancelled: bool = False, days: float = 20) -> Ids:
    """Anne has a place at a workshop, or waits for one, ``days`` from now."""
    about = events.published(
        title=words("Dessiner un <verger>", "Einen <Obstgarten> zeichnen"), venues=(events.room(1),)
    )
    if line:
        other = people.actor(people.participant())
        event_services.register(other, about.id, about.venues[0].id)
    event_services.register(people.actor(anne), about.id, about.venues[0].id)
    about = events.moved(about, timedelta(days=days - 10))
    why = words("La salle est <inondée>.\nNous cherchons ailleurs.", "Der Saal ist <überflutet>.")
    if cancelled:
        event_services.cancel(SYSTEM, about.id, why)
    if days < 0:
        came = words("Trente arbres sont dessinés.", "Dreißig Bäume sind gezeichnet.")
        event_services.report(SYSTEM, about.id, came, [])
    assert about.starts_at is not None
    return {"event_id": about.id, "starts_at": about.starts_at.isoformat()}


STORIES: dict[str, Callable[[Account], Ids]] = {
    "event-registered": lambda anne: _event(anne),
    "event-waiting": lambda anne: _event(anne, line=True),
    "event-moved-up": lambda anne: _event(anne),
    "event-moved": lambda anne: _event(anne),
    "event-cancelled": lambda anne: _event(anne, cancelled=True),
    "event-reminder": lambda anne: _event(anne, days=3),
    "event-reported": lambda anne: _event(anne, days=-1),
}
