"""A moderator says here in which language a text is written, where its author and the program disagree."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.models.comments import CommentVersion
from consult.models.proposals import ProposalVersion
from consult.queries.translations.lapsing import lapse_into
from consult.rules.moderation import TEXTS, Subject
from consult.services import journal
from consult.services.comments import showing
from consult.services.moderation.cases import Case, locked
from consult.services.moderation.deciding import check_moderator
from consult.services.proposals import states


def settle_language(actor: Actor, subject: Subject, language: str, *, version: int) -> None:
    """Settle the doubt about the newest version: ``language`` is what its author said or what it seems to be.

    ``Conflict`` when there is no doubt (any more) or a newer version. Where the version is the one shown,
    the text is found under its language at once.
    """
    case = locked(subject)
    check_moderator(actor, case)
    newest = case.version
    if subject.kind not in TEXTS or newest is None or newest.language_doubt is None:
        raise Conflict("no_doubt", N_("The language of this text is settled already."))
    if newest.number != version:
        raise Conflict(
            "stale_version",
            N_("The author has changed this text meanwhile. Please read the new version first."),
        )
    if language not in {newest.language, newest.language_doubt}:
        raise Invalid("language_unknown", N_("Please choose one of the two languages."), field="language")
    before, newest.language_doubt = newest.language, None
    journal.record(
        actor,
        "moderation.language_settled",
        subject.kind.value,
        subject.id,
        chantier=case.facts.chantier,
        version=newest.number,
        before=before,
        language=language,
    )
    if language != before:
        newest.language = language
        lapse_into(subject, language, now())
        _show(case, newest)


def _show(case: Case, newest: ProposalVersion | CommentVersion) -> None:
    """The row repeats the language of the version that is shown, and the search index follows."""
    proposal, comment = case.proposal, case.comment
    assert proposal is not None
    if comment is not None and comment.version == newest.number:
        comment.language = newest.language
        showing.show_in_search(comment, proposal)
    elif comment is None and proposal.shown_version == newest.number:
        proposal.language = newest.language
        states.show_in_search(proposal)
