import json

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
