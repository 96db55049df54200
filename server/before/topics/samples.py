"""The twelve shipped examples: synthetic answers to real articles, one that an organiser makes theirs."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from server.before.topics.rules import Told, told_of
from server.sites.reference import SCHEDULES

FILE = "policy_topics.json"


def read_samples(folder: Path) -> Mapping[str, Told]:
    """The topics of a folder's file, by their codes."""
    rows = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return {row["code"]: told_of({name: value for name, value in row.items() if name != "code"}) for row in rows}


@cache
def samples() -> Mapping[str, Told]:
    """The shipped examples. Reads a file the first time: not on the event loop."""
    return read_samples(SCHEDULES / "reference")
