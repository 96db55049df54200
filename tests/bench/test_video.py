import json

import pytest

from server.bench import video
from server.bench.video import measure


def quiet(_what: str) -> None:
    """Show no progress."""


async def test_calls_are_measured_without_janus_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video, "is_installed", lambda: False)
    figures = await measure([(1, 2), (1, 3)], rounds=1, seconds=0.5, say=quiet)
    told = json.loads(json.dumps(figures.as_json()))
    assert told.keys() == {"name", "machine", "commit", "shapes"}
    assert [shape["shape"][:12] for shape in told["shapes"]] == ["1 rooms of 2"] * 2 + ["1 rooms of 3"] * 2
    assert [(shape["ours"] > 0, shape["peer"], shape["ratio"]) for shape in told["shapes"]] == [(True, None, None)] * 4
    assert figures.exit_code() == 3
