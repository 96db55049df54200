"""Printed pages: what was put in is what is read out, every font is in the file, and nothing is markup."""

import asyncio
import io
import threading
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader

from server.errors import Unavailable
from server.printing.fonts import Font, choose
from server.printing.typesetting import MOST_WAITING, Press
from server.sites import poster
from server.sites.details import Details
from server.sites.rules import Spoken
from tests.support.patience import HANG
from tests.support.plan import HERE, site

DATED = datetime(2026, 1, 1, tzinfo=UTC)
ODD = "甲&<>\"'#*_$@\\乙 [x] {y} `z` //c /*d*/ #panic(1) $x^2$ ~ -- ... = - + <b>@ref"


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


def told(pdf: bytes) -> str:
    """All text of a PDF without spaces and line breaks, which a page sets as it must."""
    return bare("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def bare(text: str) -> str:
    return "".join(text.split())


def fonts_of(pdf: bytes) -> list[tuple[str, bool]]:
    """Each font of each page, and whether the file has it."""
    found = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"].get_object()
            found.append((str(descriptor["/FontName"]), bool({"/FontFile2", "/FontFile3"} & set(descriptor))))
    return found


def odd_poster() -> dict[str, Any]:
    odd = site(HERE)
    odd.name_zh, odd.name_en, odd.address, odd.telephone = f"名{ODD}", f"name {ODD}", f"地址{ODD}", "12-430102-001"
    details = Details(time(8, 30), time(17), step_free=True, languages=(Spoken.XIANG,), sentence=f"来了{ODD}"[:80])
    return poster.values(odd, details, origin="https://reception.example")


async def test_a_poster_says_what_was_put_in_whatever_signs_are_in_it(press: Press) -> None:
    values = odd_poster()
    made = await press.pdf("poster", values, dated=DATED)
    read = told(made)
    for put_in in (values["name"], values["name_also"], values["sentence"], values["address"], "08:30–17:00", "湘语"):
        assert bare(put_in) in read, put_in
    for row in values["rows"]:
        assert bare(row["said"]) in read
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    box = PdfReader(io.BytesIO(made)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)  # A4


async def test_every_font_is_in_the_file_and_bold_is_a_face_of_its_own(press: Press) -> None:
    fonts = fonts_of(await press.pdf("poster", odd_poster(), dated=DATED))
    assert all(embedded for _, embedded in fonts)
    assert any("Bold" in name for name, _ in fonts)
    assert all("CJK" in name or "Han" in name for name, _ in fonts)


async def test_the_same_values_make_the_same_bytes(press: Press) -> None:
    first, again = [await one.pdf("poster", odd_poster(), dated=DATED) for one in (press, Press())]
    assert first == again


async def test_a_notice_says_each_place_and_each_point(press: Press) -> None:
    places = [[f"接访点{n}{ODD}", f"地址{n}", f"12-43010{n}-001", "08:30–17:30", "县级接访领导"] for n in range(60)]
    points = [f"第{n}样{ODD}" for n in range(3)]
    values: dict[str, Any] = {
        "title": f"接访日 {date(2026, 1, 2)}",
        "lang": "zh",
        "name": f"接访日{ODD}",
        "date": "2026年1月2日 星期五",
        "off": None,
        "lines": [ODD],
        "parts": [{"title": "请您带上", "points": points}],
        "where": "到哪里",
        "columns": ["接访点", "地址", "电话", "时间", "谁接待"],
        "places": places,
        "footer": "https://reception.example/notice/2026-01-02",
    }
    made = await press.pdf("notice", values, dated=DATED)
    read = told(made)
    assert [n for n in range(60) if f"地址{n}" not in read or f"12-43010{n}-001" not in read] == []
    assert all(bare(point) in read for point in points)
    assert all(embedded for _, embedded in fonts_of(made))
    assert len(PdfReader(io.BytesIO(made)).pages) > 1


async def test_a_server_without_a_chinese_font_says_what_to_install() -> None:
    with pytest.raises(Unavailable, match="font_missing"):
        await Press(system=False).pdf("poster", odd_poster(), dated=DATED)


def face(family: str, weight: int, style: str = "normal") -> Any:
    return SimpleNamespace(family=family, weight=weight, style=style)


@pytest.mark.parametrize(
    ("faces", "chosen"),
    [
        ([], None),
        ([face("DejaVu Sans", 400)], None),
        ([face("Noto Sans CJK SC", 400), face("Noto Sans CJK SC", 700)], Font("Noto Sans CJK SC", 400, 700)),
        ([face("Noto Sans SC", 100)], None),  # a variable font, listed by its thinnest
        ([face("Noto Sans SC", 400)], Font("Noto Sans SC", 400, 400)),
        ([face("Noto Sans CJK SC", 700)], None),
        ([face("SimHei", 400), face("Source Han Sans SC", 350)], Font("Source Han Sans SC", 350, 350)),
        ([face("SimHei", 400, "italic")], None),
    ],
)
def test_the_font_has_chinese_in_a_regular_face_and_no_made_up_bold(faces: list[Any], chosen: Font | None) -> None:
    assert choose(faces) == chosen


async def test_pages_are_set_beside_the_loop_and_only_so_many_wait(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, threads = threading.Event(), set[str]()

    def slow(_template: str, data: str, _dated: datetime) -> bytes:
        threads.add(threading.current_thread().name)
        assert gate.wait(HANG)
        return data.encode()

    monkeypatch.setattr(press, "_set", slow)
    waiting = [asyncio.create_task(press.pdf("poster", {"n": n}, dated=DATED)) for n in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="printing_busy"):
        await press.pdf("poster", {"n": -1}, dated=DATED)
    gate.set()
    assert len(await asyncio.gather(*waiting)) == MOST_WAITING
    assert threading.main_thread().name not in threads
