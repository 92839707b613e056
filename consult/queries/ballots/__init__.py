"""Every SELECT about papers and ballots: locks for the deeds, page objects for the views."""

from consult.queries.ballots.brief import Argument, Brief
from consult.queries.ballots.cards import BallotCard, BallotList, ballot_list, of_proposal, open_cards
from consult.queries.ballots.clerk import (
    ClerkBallot,
    ClerkPaper,
    Eligible,
    clerk_paper,
    clerk_papers,
    drafts,
    eligible_proposals,
)
from consult.queries.ballots.deeds import (
    Voter,
    accounts_on_roll,
    count_choices,
    due,
    entry_by_token,
    is_first_of_paper,
    last_ended,
    locked,
    locked_paper,
    running,
    take_roll,
    voter,
)
from consult.queries.ballots.desk import Desk, DeskItem, desk
from consult.queries.ballots.log import LogRecord, PublicOpening, log_record
from consult.queries.ballots.pages import BallotPage, PaperPage, page, paper_page
from consult.queries.ballots.receipts import Mandate, OwnVote, Receipt, receipt_of
from consult.queries.ballots.results import CommuneResult, NamedVote, ResultsPage, results

__all__ = [
    "Argument",
    "BallotCard",
    "BallotList",
    "BallotPage",
    "Brief",
    "ClerkBallot",
    "ClerkPaper",
    "CommuneResult",
    "Desk",
    "DeskItem",
    "Eligible",
    "LogRecord",
    "Mandate",
    "NamedVote",
    "OwnVote",
    "PaperPage",
    "PublicOpening",
    "Receipt",
    "ResultsPage",
    "Voter",
    "accounts_on_roll",
    "ballot_list",
    "clerk_paper",
    "clerk_papers",
    "count_choices",
    "desk",
    "drafts",
    "due",
    "eligible_proposals",
    "entry_by_token",
    "is_first_of_paper",
    "last_ended",
    "locked",
    "locked_paper",
    "log_record",
    "of_proposal",
    "open_cards",
    "page",
    "paper_page",
    "receipt_of",
    "results",
    "running",
    "take_roll",
    "voter",
]
