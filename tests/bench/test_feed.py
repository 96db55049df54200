import json
from datetime import date

import pytest

from server.bench import peers
from server.bench.feed import measure
from server.bench.measure import Figures, Shape


def quiet(_what: str) -> None:
    """Show no progress."""


async def test_the_feed_is_measured_beside_a_bare_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "MODULE", peers.MODULE / "not-installed")
    figures = await measure([5, 20], rounds=2, say=quiet)
    told = json.loads(json.dumps(figures.as_json()))
    assert told.keys() == {"name", "machine", "commit", "shapes"}
    assert [shape["peer_name"] for shape in told["shapes"]] == ["raw socket.send", "nginx-nchan"] * 2
    assert [shape["ratio"] is None for shape in told["shapes"]] == [False, True] * 2
    assert figures.exit_code() == 3


def test_a_ratio_is_ours_over_theirs() -> None:
    figures = Figures("feed", [Shape("frames", 3.0, 2.0, "raw socket.send")])
    assert figures.as_json()["shapes"] == [
        {"shape": "frames", "ours": 3.0, "peer": 2.0, "peer_name": "raw socket.send", "ratio": 1.5}
    ]
    assert figures.exit_code() == 0


def test_the_table_of_the_docs_says_where_and_when_and_what_was_not_measured() -> None:
    shapes = [Shape("frames", 3.0, 2.0, "raw socket.send"), Shape("frames", 3.0, None, "nginx-nchan")]
    table = Figures("feed", shapes).as_table(date(2026, 11, 22))
    assert table.startswith("`reception bench feed`, 2026-11-22, commit ")
    assert table.splitlines()[-2:] == [
        "| frames | 3 | 2 | 1.5 | raw socket.send |",
        "| frames | 3 | not measured | not measured | nginx-nchan |",
    ]
