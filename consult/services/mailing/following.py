"""What a digest tells: what happened in public where its reader follows, since the last one."""

from consult.kernel.messages import N_, Message
from consult.queries import following as queries
from consult.queries.letters import Recipient
from consult.rules.following import NEWS
from consult.services.following import unsubscribe_token
from consult.services.mailing.contents import Content, Ids

FOLLOWS = N_("You receive this message because you follow chantiers, proposals or communes.")


def digest(ids: Ids, reader: Recipient) -> Content | None:
    """None when everything was withheld meanwhile, or nothing is followed any more: no digest is empty."""
    if reader.account_id is None:
        return None
    found = queries.news(reader.account_id, ids["after"], ids["upto"])
    if not found:
        return None
    lines = [(Message(NEWS[one.event]), one) for one in found]
    return Content({"news": lines}, unsubscribe=unsubscribe_token(reader.account_id))
