"""A name that breaks the rules is replaced everywhere at once, and can be brought back after an appeal."""

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.moderation import Decision, WithheldName, about
from consult.queries import moderation as queries
from consult.services.moderation.cases import Case


def withhold(case: Case, decision: Decision) -> None:
    """Put a neutral name in the place of a person's or an organisation's, and keep the old one apart.

    Whoever bears it may choose another at once; an organisation's description goes with its name.
    """
    kept = WithheldName(**about(case.subject), decision_id=decision.id, withheld_at=now(), name="")
    if case.account is not None:
        kept.name = case.account.display_name
        case.account.display_name = case.subject.substitute
    elif case.organisation is not None:
        kept.name, kept.about = case.organisation.name, case.organisation.about
        case.organisation.name, case.organisation.about = case.subject.substitute, ""
    db.session.add(kept)


def restore(case: Case) -> None:
    """Bring the old name back, unless another has been chosen since."""
    kept = queries.withheld_name(case.subject)
    if kept is None:
        return
    kept.restored_at = now()
    if case.account is not None and case.account.display_name == case.subject.substitute:
        case.account.display_name = kept.name
    elif case.organisation is not None and case.organisation.name == case.subject.substitute:
        case.organisation.name, case.organisation.about = kept.name, kept.about
