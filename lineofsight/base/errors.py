"""How a command can end other than well. Each carries sentences for people."""

from typing import Any


class CommandError(Exception):
    """Anything expected that kept a command from happening; the text is shown to the person."""


class Refused(CommandError):
    """The rule said no."""


class NotFound(CommandError):
    """There is no such thing, or none that this viewer may see: the two look the same."""

    def __init__(self, what: str = "This page or thing") -> None:
        super().__init__(f"{what} does not exist, or is not open to you.")


class Invalid(CommandError):
    """The input cannot be taken; `problems` maps a field (or "") to one sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class ReasonNeeded(Invalid):
    """This act asks for a reason."""

    def __init__(self) -> None:
        super().__init__({"reason": "Say why: this change is shown with its reason."})


class Stale(CommandError):
    """Somebody saved a newer version; `theirs` holds its values."""

    def __init__(self, theirs: dict[str, Any]) -> None:
        self.theirs = theirs
        super().__init__("Somebody saved a newer version while you were writing. Compare both and choose.")


class Held(CommandError):
    """The act waits for somebody's approval; `hold` is the address of the request."""

    def __init__(self, hold: str, sentence: str) -> None:
        self.hold = hold
        super().__init__(sentence)
