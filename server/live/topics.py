"""What can be watched: each room registers its topics, and the feed knows no more of them than this."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from server.live.difference import Board, Outline
from server.place import Range

BOARD: Final = "board"
"""The topic of a watch that names none, as all pages before there were topics say it."""


@dataclass(frozen=True, slots=True)
class View:
    """What a range of places looks like at a version, all read in one transaction."""

    version: int
    board: Board


Read = Callable[[str, int, int], Awaitable[View]]
Versions = Callable[[str], Awaitable[Mapping[Range, int]]]


@dataclass(frozen=True, slots=True)
class Topic:
    """A board that is told by its differences; or, where there is nothing to read, a list that is read by HTTP."""

    name: str
    read: Read | None
    """The view of (day code, first place, last place); a refusal of 4xx is final, after any other error it is asked
    again. Without it the topic is a doorbell: watchers are told that the list may have changed."""
    outline: Outline = field(default_factory=dict)
    capability: str = "see_tally"
    """What a viewer's scope must allow."""
    versions: Versions | None = None
    """The versions of all ranges of a day that have one: cheap, to see what other processes committed. Without it that
    is seen at the next wake, or by ``Limits.reread``."""
