"""The worker writes one letter here: it checks again, makes the token, and speaks the reader's language."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from consult.gateways.mail import Letter
from consult.kernel.clock import now
from consult.kernel.i18n import in_language, localised, translate
from consult.kernel.messages import Message
from consult.kernel.rendering import address, render
from consult.kernel.territory import territory
from consult.models.notifications import OutboxItem
from consult.queries import letters
from consult.queries.letters import Recipient
from consult.rules.participation import TOKEN_LIFETIMES
from consult.services import accounts, seats
from consult.services.mailing.contents import Content
from consult.services.mailing.events import EVENTS, Event


def compose(item: OutboxItem) -> Letter | None:
    """The letter for an outbox row, or None when it must not be sent (any more)."""
    event = EVENTS[item.event]
    reader = letters.recipient(item.account_id, item.councillor_id, item.report_id)
    if reader is None or _too_late(event, item) or not (reader.confirmed or event.unconfirmed):
        return None
    if reader.language not in territory().languages:
        reader = replace(reader, language=territory().languages[0])
    to: str | None = getattr(reader, event.to)
    with in_language(reader.language):
        content = event.load(item.ids, reader)
        if to is None or content is None:
            return None
        return _write(item, event, reader, to, content)


def _too_late(event: Event, item: OutboxItem) -> bool:
    return event.stale is not None and now() - item.created_at > event.stale


def _write(item: OutboxItem, event: Event, reader: Recipient, to: str, content: Content) -> Letter:
    language = reader.language
    words = _secrets(item, event, reader)
    link = address(content.endpoint or event.endpoint, language, **content.where, **words.pop("path", {}))
    ending = (
        address("notifications.unsubscribe", language, token=content.unsubscribe)
        if content.unsubscribe
        else None
    )
    site = localised(territory().site.name)
    values = (
        content.values
        | words
        | {
            "lang": language,
            "reader": reader,
            "site": site,
            "authority": localised(territory().authority),
            "owed_at": item.created_at,
            "link": link,
            "unsubscribe": ending,
            "action": translate(Message(content.action or event.action)),
            "why": translate(Message(content.why or event.why)),
        }
    )
    folder = f"emails/{item.event}"
    subject = " ".join(render(f"{folder}/subject.txt", **values).split())
    return Letter(
        key=f"{item.created_at:%Y%m%dT%H%M%S}-{item.event}-{item.id}",
        name=reader.name,
        address=to,
        language=language,
        sender_name=site,
        reply_to=territory().contacts["email"],
        subject=subject,
        text=re.sub(r"\n{3,}", "\n\n", render(f"{folder}/body.txt", **values)).strip() + "\n",
        html=render(f"{folder}/body.html", **values | {"subject": subject}),
        unsubscribe=ending,
    )


def _secrets(item: OutboxItem, event: Event, reader: Recipient) -> dict[str, Any]:
    """What is made only now: a single-use token for the link's ``path``, or a councillor's code."""
    if item.event == "councillor-claim":
        if reader.councillor_id is None:
            return {"code": ""}
        return {
            "code": seats.issue_code(reader.councillor_id),
            "days": territory().settings["claim_code_days"],
        }
    if event.purpose is None or reader.account_id is None:
        return {}
    ids: Mapping[str, Any] = item.ids
    secret = accounts.issue_token(
        reader.account_id,
        event.purpose,
        next_path=ids.get("next_path"),
        kept_form_id=ids.get("kept_form_id"),
    )
    return {"path": {"token": secret}, "expires": now() + TOKEN_LIFETIMES[event.purpose]}
