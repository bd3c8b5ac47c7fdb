"""How acts on accounts read in history."""

from lineofsight.base.wording import register_words

register_words(
    {
        "accounts.create_user": "made the account {email}",
        "accounts.place_demo_accounts": "made the accounts of the demo company",
        "accounts.disable_user": "disabled the account",
        "accounts.enable_user": "enabled the account again",
        "accounts.end_session": "ended a session",
        "accounts.end_sessions": "ended every session of the account",
        "accounts.set_password_by_link": "sent a link to choose a password",
        "accounts.choose_password": "chose a password",
        "accounts.set_preferences": "chose language, time zone or look",
        "accounts.make_token": "made the token {name} for a program",
        "accounts.revoke_token": "revoked the token",
        "accounts.note_second_factor": "changed the second factor of the account",
        "accounts.reset_second_factor": "took the second factor away",
    }
)
