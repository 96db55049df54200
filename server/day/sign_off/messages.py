"""What is said of signatures."""

from dataclasses import dataclass

from server.place import Range


@dataclass(frozen=True, slots=True)
class FiguresSigned:
    """A level signed its figures, withdrew its signature, or signed an adjustment."""

    day: str
    level: Range
