"""How an operation is asked in the tests of rights, of which object, and what is answered by who asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from server.place import Range
from tests.support.world import Seat

NOT_SIGNED_IN = "401 not_signed_in"
SUSPENDED = "401 suspended"
"""Told to the account itself, by its own session: it has no rights, and need not type its password again."""
NOT_THEIRS = "403 not_allowed"
NOT_THERE = "404 not_found"
NOWHERE: Range = (-1, -1)
"""The place of an object that does not exist, or is another's whatever the place: no scope covers it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One way to ask an operation. ``{names}`` in path, query and body are filled in by each object in turn."""

    who: Literal["anyone", "account", "device", "both"]
    allowed: str
    needs: str | None = None
    about: str = "nothing"
    body: Any = None
    query: str = ""
    ends: bool = False
    """What is allowed ends the session it is asked with."""

    def __post_init__(self) -> None:
        if self.query and not self.query.startswith("?"):
            raise ValueError(f"{self.query!r} would become part of the path")


@dataclass(frozen=True, slots=True)
class Target:
    """An object: what its names are, and which places it takes up."""

    fill: Mapping[str, str] = field(default_factory=dict)
    places: Range | None = None


def expected(ask: Ask, seat: Seat, target: Target) -> str:
    """What this caller is answered when asking this of that object."""
    if ask.who == "anyone":
        return ask.allowed
    if seat.kind == "none":
        return SUSPENDED if seat.name == "suspended" else NOT_SIGNED_IN
    if ask.who not in {seat.kind, "both"}:
        return NOT_THEIRS
    if seat.kind == "account" and ask.needs is not None and ask.needs not in seat.capabilities:
        return NOT_THEIRS
    if target.places is not None and not seat.covers(target.places):
        return NOT_THERE
    return ask.allowed


def expected_to_hear(seat: Seat, target: Target) -> str:
    """The first word of the feed to this caller when watching that day or place."""
    if seat.kind == "none":
        return "ended not_signed_in"
    if "see_tally" not in seat.capabilities:  # an interpreter is called to meetings over the line
        return "refused not_allowed" if seat.name.startswith("interpreter") else "ended not_allowed"
    return "snapshot" if target.places is None or seat.covers(target.places) else "refused not_found"


def filled(said: Any, names: Mapping[str, str]) -> Any:
    """Put the names of an object wherever they are asked for, at any depth."""
    if isinstance(said, str):
        for name, value in names.items():
            said = said.replace(f"{{{name}}}", value)
        return said
    if isinstance(said, dict):
        return {key: filled(value, names) for key, value in said.items()}
    if isinstance(said, list):
        return [filled(value, names) for value in said]
    return said
