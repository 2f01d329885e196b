"""What is raised for text that nobody here has written?"""


class Malformed(ValueError):  # noqa: N818  # what is read is malformed, and whoever reads it goes on
    """Raised for what does not read as anything that was packed: it is left alone, never guessed at."""

    def __init__(self, wanted: str, given: object) -> None:
        super().__init__(f"{wanted} expected, and this is {str(given)[:60]!r}")
