"""Editors call for volunteers here: a call is made, changed and closed."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from consult.kernel.actor import Actor
from consult.kernel.clock import now, today
from consult.kernel.db import Localised, db
from consult.kernel.errors import Invalid, Outdated
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_line, clean_text
from consult.models.offers import Call
from consult.queries import offers as queries
from consult.rules.dates import slips
from consult.rules.offers import CALL_TEXT_LENGTH, CALL_TITLE_LENGTH, MOST_WANTED
from consult.rules.participation import check_length
from consult.rules.permissions import Facts, Permission, require
from consult.services import journal


@dataclass(frozen=True, slots=True)
class CallFields:
    """Words in every language; ``wanted`` is how many people are looked for, ``open_until`` the last day."""

    title: Localised
    text: Localised
    wanted: int | None = None
    open_until: date | None = None


def call(actor: Actor, action_id: int, fields: CallFields) -> Call:
    """Call for volunteers on an action; everybody sees it at once."""
    action = queries.action(action_id)
    require(actor, Permission.EDIT_PROGRAMME, Facts(chantier=action.chantier_number))
    fields = _checked(fields)
    _check_day(fields.open_until)
    made = Call(action_id=action.id, action=action, made_by_id=actor.account_id, made_at=now())
    _write(made, fields)
    db.session.add(made)
    db.session.flush()
    _record(actor, "call.made", made)
    return made


def change_call(actor: Actor, call_id: int, fields: CallFields, based_on: int) -> Call:
    """Change a call as it was at revision ``based_on``; ``Outdated`` when a colleague was faster."""
    found = queries.locked_call(call_id)
    require(actor, Permission.EDIT_PROGRAMME, found.facts)
    if found.revision != based_on:
        raise Outdated("stale_call", N_("A colleague has changed this call meanwhile. Please compare."))
    fields = _checked(fields)
    if fields.open_until != found.open_until:
        _check_day(fields.open_until)
    if _same(found, fields):
        return found
    _write(found, fields)
    found.revision += 1
    _record(actor, "call.changed", found, revision=found.revision)
    return found


def close_call(actor: Actor, call_id: int) -> Call:
    """No further offers; those that wait can still be answered. Closing twice changes nothing."""
    found = queries.locked_call(call_id)
    require(actor, Permission.EDIT_PROGRAMME, found.facts)
    if found.closed_at is None:
        found.closed_at = now()
        found.revision += 1
        _record(actor, "call.closed", found)
    return found


def _write(row: Call, fields: CallFields) -> None:
    row.title, row.text = fields.title, fields.text
    row.wanted, row.open_until = fields.wanted, fields.open_until


def _same(row: Call, fields: CallFields) -> bool:
    return (row.title, row.text, row.wanted, row.open_until) == (
        fields.title,
        fields.text,
        fields.wanted,
        fields.open_until,
    )


def _checked(fields: CallFields) -> CallFields:
    """Every language of official content is needed; what a further one lacks is left out."""
    codes = territory().languages
    title = {code: clean_line(fields.title.get(code, "")) for code in codes}
    text = {code: clean_text(fields.text.get(code, "")) for code in codes}
    for code in codes:
        needed = code in territory().content_languages
        for name, found, bounds in (("title", title, CALL_TITLE_LENGTH), ("text", text, CALL_TEXT_LENGTH)):
            if needed or found[code]:
                check_length(found[code], bounds, f"{name}_{code}")
    if fields.wanted is not None and not 1 <= fields.wanted <= MOST_WANTED:
        raise Invalid("wanted", N_("Please write a number of people, or leave it empty."), field="wanted")
    return replace(fields, title=_filled(title), text=_filled(text))


def _filled(words: Localised) -> Localised:
    return {code: said for code, said in words.items() if said}


def _check_day(open_until: date | None) -> None:
    for refusal in slips(today(), {"open_until": open_until}):
        raise refusal
    if open_until is not None and open_until < today():
        raise Invalid("open_until", N_("Please choose today or a later day."), field="open_until")


def _record(actor: Actor, event: str, found: Call, **facts: Any) -> None:
    journal.record(
        actor,
        event,
        "call",
        found.id,
        chantier=found.action.chantier_number,
        action_id=found.action_id,
        **facts,
    )
