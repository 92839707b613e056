"""What of the queue a moderator wants to see, carried from page to page, and the way from text to text."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.territory import territory
from consult.queries import moderation as queries
from consult.queries.moderation import Entry, Filters
from consult.rules.moderation import QueueKind, Subject, SubjectKind
from consult.web.kit import options
from consult.web.kit.access import current_actor
from consult.web.kit.forms import HouseForm
from consult.web.moderation.blueprint import bp

AGES = (1, 3, 7)
REPORTS = {"1": 1, "3": 3, "5": 5, "10": 10}
RAID = "raid"
Sent = dict[str, Any]
#: The page of each kind of thing, and the name of the number in its address.
PAGES = {
    SubjectKind.PROPOSAL: ("moderation.proposal", "proposal_id"),
    SubjectKind.COMMENT: ("moderation.comment", "comment_id"),
    SubjectKind.ACCOUNT: ("moderation.account", "account_id"),
    SubjectKind.ORGANISATION: ("moderation.organisation", "organisation_id"),
    SubjectKind.OFFER: ("moderation.offer", "offer_id"),
    SubjectKind.POSITION: ("moderation.position", "position_id"),
}


class FilterForm(HouseForm):
    """A value that does not exist filters nothing."""

    kind = SelectField(_l("Kind"), default="")
    chantier = SelectField(_l("Chantier"), default="")
    commune = SelectField(_l("Commune"), default="")
    language = SelectField(_l("Language of the text"), default="")
    age = SelectField(_l("Waiting for"), default="")
    reports = SelectField(_l("Reports"), default="")

    def __init__(self, **values: Any) -> None:
        super().__init__(formdata=request.args, **values)
        everything = {"": _("All")}
        self.kind.choices = everything | options.labelled(QueueKind)
        self.chantier.choices = everything | options.chantiers()
        self.commune.choices = everything | options.communes()
        self.language.choices = everything | options.text_languages()
        self.age.choices = everything | {
            "1": _("more than a day"),
            "3": _("more than three days"),
            "7": _("more than a week"),
        }
        self.reports.choices = everything | {
            "1": _("reported"),
            RAID: _("possible raid"),
            **{key: _("%(num)s reports or more", num=key) for key in list(REPORTS)[1:]},
        }


def filters_sent() -> Sent:
    """The filters in the address, those that mean something, to be carried from page to page."""
    names = ("kind", "chantier", "commune", "language", "age", "reports")
    sent = {name: request.args.get(name, "") for name in names}
    good = {
        "kind": sent["kind"] in set(QueueKind),
        "chantier": sent["chantier"].isascii() and sent["chantier"].isdecimal() and len(sent["chantier"]) < 5,
        "commune": sent["commune"].isascii() and sent["commune"].isalnum() and len(sent["commune"]) == 5,
        "language": sent["language"] in territory().text_languages,
        "age": sent["age"] in {str(age) for age in AGES},
        "reports": sent["reports"] in {*REPORTS, RAID},
    }
    return {name: value for name, value in sent.items() if good[name]}


def filters(sent: Sent) -> Filters:
    """The same as the query takes them."""
    return Filters(
        chantier=int(sent["chantier"]) if "chantier" in sent else None,
        commune=sent.get("commune"),
        language=sent.get("language"),
        kind=QueueKind(sent["kind"]) if "kind" in sent else None,
        older=int(sent["age"]) if "age" in sent else None,
        reports=REPORTS.get(sent.get("reports", "")),
        raid=sent.get("reports") == RAID,
    )


@bp.app_template_global()
def item_address(subject: Subject, sent: Sent | None = None) -> str:
    """The page on which a thing is decided, keeping the filters."""
    endpoint, name = PAGES[subject.kind]
    values: Sent = {name: subject.id, **(sent or {})}
    return url_for(endpoint, **values)


@bp.app_template_global()
def entry_address(entry: Entry, sent: Sent) -> str:
    """Where an entry of the queue leads, keeping the filters where decisions follow each other."""
    if entry.kind is QueueKind.APPEAL:
        return url_for("moderation.appeal", appeal_id=entry.id)
    if entry.kind is QueueKind.SUSPENSION:
        return url_for("moderation.suspension", suspension_id=entry.id)
    if entry.kind is QueueKind.STALE_ANSWER:
        return url_for("proposals.show", proposal_id=entry.id)
    return item_address(entry.subject, sent)


def next_address(sent: Sent, actor: Actor | None = None) -> str:
    """The text that is due next under the same filters, else the queue; for whoever asks, unless ``actor``
    says how they stand by now."""
    entry = queries.next_entry(actor or current_actor(), filters(sent), now())
    return url_for("moderation.index", **sent) if entry is None else entry_address(entry, sent)
