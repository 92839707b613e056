"""Every SELECT about proposals, and the row locks and counts that their deeds need."""

from consult.queries.proposals.cards import Card, cards, excerpt
from consult.queries.proposals.likeness import Alike, similar
from consult.queries.proposals.listing import Filters, Listing, listing
from consult.queries.proposals.needs import NeedPart, NeedTitle, need_title, of_need, open_need
from consult.queries.proposals.own import (
    EditPage,
    OwnPage,
    alike_before_sending,
    edit_page,
    own_page,
    receipt,
)
from consult.queries.proposals.page import (
    OwnPart,
    ProposalPage,
    in_own_language,
    own_part,
    page,
    readable,
    whole,
)
from consult.queries.proposals.people import Writer, writer
from consult.queries.proposals.rows import (
    author_of,
    by_receipt_code,
    check_ground,
    delete,
    edition,
    entered_twin,
    locked,
    newest_version,
)
from consult.queries.proposals.supports import (
    OwnSupport,
    add_to_supports,
    delete_support,
    insert_support,
    keep_support,
    origin_of,
    own_support,
    supporter_ids,
)
from consult.queries.proposals.versions import Change, VersionsPage, versions_page

__all__ = [
    "Alike",
    "Card",
    "Change",
    "EditPage",
    "Filters",
    "Listing",
    "NeedPart",
    "NeedTitle",
    "OwnPage",
    "OwnPart",
    "OwnSupport",
    "ProposalPage",
    "VersionsPage",
    "Writer",
    "add_to_supports",
    "alike_before_sending",
    "author_of",
    "by_receipt_code",
    "cards",
    "check_ground",
    "delete",
    "delete_support",
    "edit_page",
    "edition",
    "entered_twin",
    "excerpt",
    "in_own_language",
    "insert_support",
    "keep_support",
    "listing",
    "locked",
    "need_title",
    "newest_version",
    "of_need",
    "open_need",
    "origin_of",
    "own_page",
    "own_part",
    "own_support",
    "page",
    "readable",
    "receipt",
    "similar",
    "supporter_ids",
    "versions_page",
    "whole",
    "writer",
]
