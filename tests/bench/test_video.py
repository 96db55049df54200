import json
from datetime import date

import pytest

from server.bench import browsers, video
from server.bench.measure import Figures
from server.bench.video import measure


def quiet(_what: str) -> None:
    """Show no progress."""


async def test_calls_are_measured_without_janus_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video, "is_installed", lambda: False)
    figures = Figures("video", await measure([(1, 3)], rounds=1, seconds=0.5, say=quiet))
    told = json.loads(json.dumps(figures.as_json()))
    assert told.keys() == {"name", "machine", "commit", "shapes"}
    assert [shape["shape"][:12] for shape in told["shapes"]] == ["1 rooms of 3"] * 2
    assert [(shape["ours"] > 0, shape["peer"], shape["ratio"]) for shape in told["shapes"]] == [(True, None, None)] * 2
    assert figures.exit_code() == 3


async def test_a_server_most_of_whose_packets_got_lost_on_a_busy_machine_is_not_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(video, "is_installed", lambda: False)
    monkeypatch.setattr(video, "LEAST", 1.5)
    (shape, *_) = await measure([(1, 2)], rounds=1, seconds=0.2, say=quiet)
    assert (shape.ours, shape.ratio) == (None, None)


async def test_the_way_to_the_first_picture_is_measured_in_a_browser_beside_a_bare_line() -> None:
    shapes = await browsers.browsers(rounds=2, say=quiet)
    assert [shape.shape.partition(",")[2] for shape in shapes] == [
        f" {part} (goal {goal})" for goal in (800, 2000) for part in ("p50", "p95")
    ]
    assert [(shape.ours or 0) > 0 and (shape.ratio or 0) > 0 for shape in shapes] == [True] * 4


async def test_without_a_browser_the_table_says_what_was_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers, "PROGRAMS", ())
    figures = Figures("video", await browsers.browsers(rounds=2, say=quiet))
    assert figures.as_table(date(2026, 11, 22)).count("| not measured | not measured | not measured |") == 4
    assert figures.exit_code() == 3
