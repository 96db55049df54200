"""Each message and each entry kind is in a table of server/reactions.py, or among those that nothing follows."""

import inspect
from collections.abc import Iterator
from dataclasses import is_dataclass
from importlib import import_module

from server.entries.kinds import KINDS
from server.reactions import AFTER_ENTRY, NOTHING_FOLLOWS, REACTIONS
from tests.support.tree import tracked

FRAMES = "server.live.messages"
"""What is said over a socket, which no action follows in a transaction."""


def messages() -> Iterator[type]:
    for path in tracked("server/*messages.py"):
        name = ".".join(path.with_suffix("").parts)
        if path.name == "messages.py" and name != FRAMES:
            for _, found in inspect.getmembers(import_module(name), inspect.isclass):
                if found.__module__ == name and is_dataclass(found):
                    yield found


def test_each_message_is_in_the_table_or_nothing_follows_it() -> None:
    told = set(messages())
    assert len(told) > len(REACTIONS)
    assert told == REACTIONS.keys() | {one for one in NOTHING_FOLLOWS if isinstance(one, type)}


def test_each_entry_kind_is_in_the_table_or_nothing_follows_it() -> None:
    assert KINDS.keys() == AFTER_ENTRY.keys() | {one for one in NOTHING_FOLLOWS if isinstance(one, str)}


def test_what_something_follows_is_not_said_to_be_followed_by_nothing() -> None:
    assert (REACTIONS.keys() | AFTER_ENTRY.keys()) & NOTHING_FOLLOWS == set()


def test_no_table_has_an_empty_row() -> None:
    assert [key for key, actions in (*REACTIONS.items(), *AFTER_ENTRY.items()) if not actions] == []
