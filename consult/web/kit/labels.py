"""Templates and forms name the members of the rules' enumerations through here."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import gettext

from consult.kernel.actor import Role
from consult.rules import (
    comments,
    documents,
    editing,
    events,
    following,
    lifecycle,
    moderation,
    offers,
    participation,
    positions,
    programme,
    roles,
    rule_sets,
    search,
    seat_columns,
    sittings,
    translations,
    voting,
)

LABELS: dict[type[StrEnum], Mapping[Any, str]] = {
    Role: roles.ROLE_LABELS,
    lifecycle.ProposalState: lifecycle.STATE_LABELS,
    lifecycle.ProposalKind: lifecycle.KIND_LABELS,
    participation.OrganisationKind: participation.ORGANISATION_LABELS,
    participation.Channel: participation.CHANNEL_LABELS,
    participation.Outcome: participation.OUTCOME_LABELS,
    comments.Stance: comments.STANCE_LABELS,
    comments.CommentOrder: comments.COMMENT_ORDER_LABELS,
    moderation.Ground: moderation.GROUND_LABELS,
    moderation.DecisionKind: moderation.DECISION_LABELS,
    moderation.QueueKind: moderation.QUEUE_LABELS,
    moderation.SubjectKind: moderation.SUBJECT_LABELS,
    moderation.AppealOutcome: moderation.APPEAL_LABELS,
    moderation.Label: moderation.LABEL_LABELS,
    moderation.Mode: moderation.MODE_LABELS,
    moderation.Source: moderation.SOURCE_LABELS,
    moderation.Category: moderation.CATEGORY_LABELS,
    editing.Kept: editing.KEPT_LABELS,
    events.EventKind: events.EVENT_KIND_LABELS,
    events.EventStatus: events.EVENT_STATUS_LABELS,
    events.Audience: events.AUDIENCE_LABELS,
    events.RegistrationStatus: events.REGISTRATION_LABELS,
    following.Pace: following.PACE_LABELS,
    offers.OfferKind: offers.OFFER_KIND_LABELS,
    offers.OfferStatus: offers.OFFER_STATUS_LABELS,
    positions.Stance: positions.STANCE_LABELS,
    programme.ActionKind: programme.KIND_LABELS,
    programme.Part: programme.PART_LABELS,
    programme.ActionStatus: programme.STATUS_LABELS,
    programme.PhaseKind: programme.PHASE_LABELS,
    seat_columns.Column: seat_columns.COLUMN_LABELS,
    sittings.SittingState: sittings.SITTING_LABELS,
    sittings.ItemState: sittings.ITEM_LABELS,
    sittings.Movement: sittings.MOVEMENT_LABELS,
    sittings.Source: sittings.SOURCE_LABELS,
    sittings.ProxyState: sittings.PROXY_LABELS,
    sittings.ProxyEnd: sittings.PROXY_END_LABELS,
    translations.Extent: translations.EXTENT_LABELS,
    translations.Work: translations.WORK_LABELS,
    voting.Choice: voting.CHOICE_LABELS,
    voting.BallotKind: voting.KIND_LABELS,
    voting.Mode: voting.MODE_LABELS,
    voting.Outcome: voting.OUTCOME_LABELS,
    voting.BallotState: voting.STATE_LABELS,
    voting.Flag: voting.FLAG_LABELS,
    voting.Majority: voting.MAJORITY_LABELS,
    voting.Leaning: voting.LEANING_LABELS,
    rule_sets.Profile: rule_sets.PROFILE_LABELS,
    search.SearchKind: search.KIND_LABELS,
    search.AuthorKind: search.AUTHOR_LABELS,
    documents.Rule: documents.RULE_LABELS,
    documents.Standing: documents.STANDING_LABELS,
}


def label(member: StrEnum) -> str:
    """The word for a member of one of the rules' enumerations, in the page's language."""
    return str(gettext(LABELS[type(member)][member]))
