"""What the linter finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Words that claim too much, with their sentence."""

    word: str
    sentence: str


class CausalWord(Fault):
    """A word of cause: figures of provinces show what goes together, not why."""

    def __str__(self) -> str:
        """Name the word, where it stands, and what to write instead."""
        return f"{self.word!r} claims a cause in {self.sentence!r}: write that the two go together"


class PersonSubject(Fault):
    """A person or a household as the subject of what was seen between provinces (ecological fallacy)."""

    def __str__(self) -> str:
        """Name the words, where they stand, and what to write instead."""
        return (
            f"{self.word!r} speaks of persons in {self.sentence!r}: the figures are of provinces; write how "
            "provinces differ"
        )
