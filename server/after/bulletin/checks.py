"""What is looked at before a bulletin is sent: its counts, its money, names, and what a person has to decide. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.after.bulletin.contents import Facts, Typed
from server.after.bulletin.figures import Counts, Figures, sums_of
from server.after.bulletin.rules import in_wan


class Verdict(StrEnum):
    """``ask`` is for a person to decide and keeps nothing from being sent; ``wrong`` does."""

    OK = "ok"
    ASK = "ask"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """What was found; ``said`` are numbers and amounts for its sentence."""

    name: str
    verdict: Verdict
    said: dict[str, int | str]


COUNTED: Final = ("sites", "matters", "wages", "involved", "attendees", "resolved_on_site")
OF_CATEGORIES: Final = ("matters", "involved", "attendees", "resolved_on_site", "amount_fen")


def checks(facts: Facts, typed: Typed, *, names: int, today: dt.date) -> list[Check]:
    """All checks of a bulletin; ``names`` is in how many of its texts a name of the day was found."""
    figures = facts.figures
    return [
        Check("signed", Verdict.OK if figures.is_signed else Verdict.WRONG, {"number": figures.number}),
        _counts(figures),
        _money(facts),
        Check("names", Verdict.WRONG if names else Verdict.OK, {"count": names}),
        *_questions(facts, typed, today),
    ]


def is_sound(found: Sequence[Check]) -> bool:
    return all(one.verdict is not Verdict.WRONG for one in found)


def adds_up(figures: Figures, names: Sequence[str]) -> bool:
    """Whether the rows of places add up to the total in these counts."""
    found = sums_of(figures.rows)
    return all(getattr(found, name) == getattr(figures.total, name) for name in names)


def _counts(figures: Figures) -> Check:
    total = figures.total
    by_category = sums_of(figures.categories)
    fits = adds_up(figures, COUNTED) and all(
        getattr(by_category, name) == getattr(total, name) for name in OF_CATEGORIES
    )
    said: dict[str, int | str] = {"sites": total.sites, "matters": total.matters, "sum": sums_of(figures.rows).matters}
    return Check("counts", Verdict.OK if fits else Verdict.WRONG, said)


def _money(facts: Facts) -> Check:
    figures = facts.figures
    fits = adds_up(figures, ("amount_fen",))
    found = sums_of(figures.rows).amount_fen
    said: dict[str, int | str] = {"amount": in_wan(figures.total.amount_fen), "sum": in_wan(found)}
    return Check("money", Verdict.OK if fits else Verdict.WRONG, said)


def _questions(facts: Facts, typed: Typed, today: dt.date) -> list[Check]:
    """What a person has to decide, each as a check of its own."""
    found: list[Check] = []

    def ask(name: str, **said: int | str) -> None:
        found.append(Check(name, Verdict.ASK, said))

    if facts.unadjusted:
        ask("unadjusted", count=facts.unadjusted)
    if not typed.features:
        ask("no_features")
    if not typed.requirements:
        ask("no_requirements")
    past = sum(one.due_on < today for one in typed.requirements)
    if past:
        ask("past_date", count=past)
    unpaid = sum(not one.is_paid for one in facts.cases)
    if unpaid:
        ask("case_unpaid", count=unpaid)
    return found


def moved(now: Figures, then: Figures) -> Counts:
    """How far the totals moved between two figures."""
    return now.total.minus(then.total)
