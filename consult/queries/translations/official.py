"""Official texts that one of the site's languages lacks: actions and the notes on what became of them."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.models.programme import Action

NOTE = "note_"


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of an action that lacks a language: ``title``, ``summary``, ``lead`` or ``note_<update>``."""

    name: str
    words: Localised


def action(action_id: int) -> Action:
    """The action with its history, or ``NotFound``. Two statements."""
    found = db.session.scalar(
        sa.select(Action).where(Action.id == action_id).options(selectinload(Action.updates))
    )
    if found is None:
        raise NotFound
    return found


def locked_action(action_id: int) -> Action:
    """The same, fresh and locked, with the places and communes that search knows it by."""
    found = db.session.scalar(
        sa.select(Action)
        .where(Action.id == action_id)
        .options(selectinload(Action.updates), selectinload(Action.communes), selectinload(Action.places))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def gaps(of: Action, language: str) -> list[Gap]:
    """What is still to be said in ``language``: parts that exist in another one only."""
    parts = {"title": of.title, "summary": of.summary, "lead": of.lead}
    parts |= {f"{NOTE}{update.id}": update.note for update in of.updates}
    return [
        Gap(name, words) for name, words in parts.items() if not words.get(language) and any(words.values())
    ]
