"""Editors complete official texts that were published before both languages were there."""

from collections.abc import Mapping

from consult.kernel.actor import Actor
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_line, clean_text
from consult.models.programme import Action
from consult.queries.translations.official import NOTE, gaps, locked_action
from consult.rules.participation import check_length
from consult.rules.permissions import Facts, Permission, require
from consult.rules.translations import OFFICIAL_LENGTH
from consult.services import journal, search

ONE_LINE = frozenset({"title", "lead"})


def complete(actor: Actor, kind: str, number: int, language: str, fields: Mapping[str, str]) -> Action:
    """Write the missing parts of an action (``kind`` knows no other): by the names of their gaps.

    Parts left empty stay to be done. ``Conflict`` when somebody completed one meanwhile, ``Invalid`` when all
    are empty or one is too long; words that stand in the language already are never written over.
    """
    if kind != "action" or language not in territory().languages:
        raise NotFound
    action = locked_action(number)
    require(actor, Permission.EDIT_PROGRAMME, Facts(chantier=action.chantier_number))
    words = {
        name: clean_line(text) if name in ONE_LINE else clean_text(text) for name, text in fields.items()
    }
    words = {name: text for name, text in words.items() if text}
    if not words:
        raise Invalid("nothing", N_("Please write something first."))
    if words.keys() - {gap.name for gap in gaps(action, language)}:
        raise Conflict("completed", N_("Somebody has completed this text meanwhile. Please look again."))
    for name, text in words.items():
        check_length(text, OFFICIAL_LENGTH[name if name in OFFICIAL_LENGTH else "note"], name)
        _write(action, name, language, text)
    action.revision += 1  # an editor who began before this shall not publish over it unseen
    journal.record(
        actor,
        "action.completed",
        "action",
        action.id,
        chantier=action.chantier_number,
        language=language,
        parts=sorted(words),
    )
    search.actions([action])
    return action


def _write(action: Action, name: str, language: str, text: str) -> None:
    if name.startswith(NOTE):
        update = next(one for one in action.updates if f"{NOTE}{one.id}" == name)
        update.note = update.note | {language: text}
    else:
        setattr(action, name, getattr(action, name) | {language: text})
