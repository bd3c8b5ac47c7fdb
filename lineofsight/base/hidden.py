"""A value that is there but not open to the reader: the same on pages and in JSON, from the query on."""


class Hidden(str):
    """Takes the place of a text that the viewer may not see; it is false, and says why it is empty."""

    __slots__ = ()

    def __new__(cls) -> "Hidden":
        """Return the sentence that stands in its place."""
        return super().__new__(cls, "not open to you")

    def __bool__(self) -> bool:
        return False


HIDDEN = Hidden()
