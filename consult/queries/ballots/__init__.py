"""Every SELECT about papers and ballots: locks for the deeds, page objects for the views."""

from consult.queries.ballots.beside import Beside, PaperReading, paper_reading
from consult.queries.ballots.brief import Argument, Brief
from consult.queries.ballots.cards import BallotCard, BallotList, ballot_list, of_proposal, open_cards
from consult.queries.ballots.clerk import (
    ClerkBallot,
    ClerkPaper,
    Eligible,
    Sought,
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
    everybody,
    is_first_of_paper,
    last_ended,
    locked,
    locked_paper,
    on_roll,
    proxies_told,
    running,
    take_roll,
    these,
    times_voted,
    voter,
    votes_of,
)
from consult.queries.ballots.desk import Desk, DeskItem, desk
from consult.queries.ballots.figures import Figures, figures_of
from consult.queries.ballots.live import Count, count_of, counts_of_paper
from consult.queries.ballots.log import LogRecord, PublicOpening, log_record
from consult.queries.ballots.minutes import minutes
from consult.queries.ballots.names import NamedVote, PublicReason, public_reason
from consult.queries.ballots.pages import BallotPage, PaperPage, page, paper_page
from consult.queries.ballots.receipts import Mandate, OwnVote, Receipt, receipt_of
from consult.queries.ballots.record import BallotMinutes
from consult.queries.ballots.results import CommuneResult, ResultsPage, results
from consult.queries.ballots.unvoted import Ending, accounts_unvoted, ending, unvoted_by

__all__ = [
    "Argument",
    "BallotCard",
    "BallotList",
    "BallotMinutes",
    "BallotPage",
    "Beside",
    "Brief",
    "ClerkBallot",
    "ClerkPaper",
    "CommuneResult",
    "Count",
    "Desk",
    "DeskItem",
    "Eligible",
    "Ending",
    "Figures",
    "LogRecord",
    "Mandate",
    "NamedVote",
    "OwnVote",
    "PaperPage",
    "PaperReading",
    "PublicOpening",
    "PublicReason",
    "Receipt",
    "ResultsPage",
    "Sought",
    "Voter",
    "accounts_on_roll",
    "accounts_unvoted",
    "ballot_list",
    "clerk_paper",
    "clerk_papers",
    "count_choices",
    "count_of",
    "counts_of_paper",
    "desk",
    "drafts",
    "due",
    "eligible_proposals",
    "ending",
    "entry_by_token",
    "everybody",
    "figures_of",
    "is_first_of_paper",
    "last_ended",
    "locked",
    "locked_paper",
    "log_record",
    "minutes",
    "of_proposal",
    "on_roll",
    "open_cards",
    "page",
    "paper_page",
    "paper_reading",
    "proxies_told",
    "public_reason",
    "receipt_of",
    "results",
    "running",
    "take_roll",
    "these",
    "times_voted",
    "unvoted_by",
    "voter",
    "votes_of",
]
