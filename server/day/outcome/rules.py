"""What each disposition requires before a reception may be closed at the desk.

An entry is a fact and is never refused for what it lacks (entry rule 7): what is missing is listed,
and the desk does not let it come to that. Codes and their documents: schedules/reference/outcomes.csv;
the unit and the date follow 信访工作条例 art. 22-24 (who handles it, by when) and 首接首办.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

EXPLANATIONS: Final = ("policy", "responsibility", "route")

REQUIRES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "resolved_on_site": (),
        "agreed_to_pay": ("amount_fen", "owner_unit", "due_on"),
        "policy_explained": (),
        "accepted": ("owner_unit", "due_on"),
        "assigned": ("owner_unit", "due_on"),
        "forwarded": ("owner_unit",),
        "guided_to_legal_route": (),
        "to_petition_bureau": (),
        "hearing": ("owner_unit", "due_on"),
        "not_accepted": (),
        "withdrawn": (),
        "no_show": (),
    }
)
EXPLAINED_TO_NOBODY: Final = frozenset({"no_show", "withdrawn"})
"""Outcomes after which no petitioner is there for an explanation."""


def lacks(disposition: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the fields that the disposition requires and that are empty; in the order of the form."""
    required = REQUIRES.get(disposition["outcome"], ())
    return tuple(field for field in required if not disposition.get(field))


def explanations_after(outcome: str) -> tuple[str, ...]:
    """The explanations that must be given, or their absence reasoned, before this outcome ends a reception."""
    return () if outcome in EXPLAINED_TO_NOBODY else EXPLANATIONS
