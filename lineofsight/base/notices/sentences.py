"""How choosing and reading notices reads in history."""

from lineofsight.base.wording import register_words

register_words(
    {
        "notices.set_preferences": "chose how notices come",
        "notices.mark_read": "marked notices as read",
    }
)
