import sys
from collections.abc import Iterator
from typing import get_args

from typing_extensions import is_typeddict

from server.live.messages import Said
from server.wire import FromClient, ToClient, typescript


def said(of: type[Said] = Said) -> Iterator[type[Said]]:
    """Each frame of a client, of the line and of the rooms: what nothing extends."""
    for one in of.__subclasses__():
        if one.__module__.startswith("server."):
            yield from said(one) if one.__subclasses__() else [one]


def test_each_frame_of_a_client_is_in_its_union() -> None:
    assert set(said()) == set(get_args(FromClient))


def test_each_frame_to_a_client_is_in_its_union() -> None:
    modules = {one.__module__ for one in said()}
    found = [one for name in modules for one in vars(sys.modules[name]).values() if is_typeddict(one)]
    assert {one for one in found if one.__module__ in modules} == set(get_args(ToClient))


def test_the_wire_names_every_message_and_each_part_of_a_board_that_may_change() -> None:
    written = typescript()
    assert "export type FromServer = Welcome | Snapshot | Changes | Tick" in written
    assert "export type ToServer = Hello | WatchDay" in written
    assert "  board: BoardAnswer\n" in written
    assert "  set: BoardChanges\n" in written
    assert "curve?: Record<string, CurveSlot | null>" in written
    assert "by_city?: Record<string, Counts | null>" in written
    assert "attention?: (AttentionItem)[]" in written
    assert "export const BOARD_OUTLINE = { tally: { by_category: 'rows'," in written
    assert "any" not in written.split()
