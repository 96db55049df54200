from server.wire import typescript


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
