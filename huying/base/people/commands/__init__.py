"""Every write of this room, in three files: the roster, posts, accounts and their keys."""

from huying.base.people.commands.accounts import (
    change_password,
    close_account,
    confirm_second_factor,
    end_sessions,
    issue_token,
    open_account,
    prove,
    prove_second,
    remove_second_factor,
    reopen_account,
    reset_password,
    revoke_token,
    set_preferences,
)
from huying.base.people.commands.posts import delegate, end_post, give_post, revoke_delegation
from huying.base.people.commands.roster import (
    add_person,
    edit_person,
    end_mandate,
    resume_mandate,
    seat_deputy,
    suspend_mandate,
)

__all__ = [
    "add_person",
    "change_password",
    "close_account",
    "confirm_second_factor",
    "delegate",
    "edit_person",
    "end_mandate",
    "end_post",
    "end_sessions",
    "give_post",
    "issue_token",
    "open_account",
    "prove",
    "prove_second",
    "remove_second_factor",
    "reopen_account",
    "reset_password",
    "resume_mandate",
    "revoke_delegation",
    "revoke_token",
    "seat_deputy",
    "set_preferences",
    "suspend_mandate",
]
