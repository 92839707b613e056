"""Every table, so that one import gives the whole schema to migrations and tests."""

from consult.models import (
    accounts,
    assemblies,
    ballots,
    comments,
    documents,
    forms,
    journal,
    moderation,
    notifications,
    organisations,
    programme,
    proposals,
    search,
    sittings,
    territory,
    triggers,
)

__all__ = [
    "accounts",
    "assemblies",
    "ballots",
    "comments",
    "documents",
    "forms",
    "journal",
    "moderation",
    "notifications",
    "organisations",
    "programme",
    "proposals",
    "search",
    "sittings",
    "territory",
    "triggers",
]
