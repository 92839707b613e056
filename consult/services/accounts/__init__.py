"""Every deed around accounts; callers say ``accounts.sign_up`` and need not know the rooms inside."""

from consult.services.accounts.changing import (
    ask_email_change,
    change_email,
    change_password,
    change_profile,
    reset_password,
)
from consult.services.accounts.entering import (
    Checked,
    Entry,
    Wishes,
    ask_link,
    ask_reset,
    check_credentials,
    check_own,
    confirm,
    enter_by_link,
    enter_by_password,
    proof_of,
    sign_up,
)
from consult.services.accounts.leaving import erase
from consult.services.accounts.making import create
from consult.services.accounts.profiles import (
    Profile,
    check_home,
    check_not_withheld,
    home_of,
    normalised_email,
)
from consult.services.accounts.sessions import end_session, open_session, sign_out, sign_out_everywhere
from consult.services.accounts.tokens import LinkEnded, issue_token, open_account

__all__ = [
    "Checked",
    "Entry",
    "LinkEnded",
    "Profile",
    "Wishes",
    "ask_email_change",
    "ask_link",
    "ask_reset",
    "change_email",
    "change_password",
    "change_profile",
    "check_credentials",
    "check_home",
    "check_not_withheld",
    "check_own",
    "confirm",
    "create",
    "end_session",
    "enter_by_link",
    "enter_by_password",
    "erase",
    "home_of",
    "issue_token",
    "normalised_email",
    "open_account",
    "open_session",
    "proof_of",
    "reset_password",
    "sign_out",
    "sign_out_everywhere",
    "sign_up",
]
