"""Files are read by a process of its own: what other programs wrote, and what would harm the service."""

import base64
import io
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from server.errors import Refused
from server.workbooks import child
from server.workbooks.columns import Column, Kind
from server.workbooks.decoding import MOST_BYTES, Decoder
from server.workbooks.rows import Sheet

COLUMNS = (
    Column(key="name", zh="姓名", en="Name", required=True),
    Column(key="telephone", zh="电话", en="Telephone", kind=Kind.TELEPHONE),
    Column(key="day", zh="日期", en="Date", kind=Kind.DATE),
    Column(key="rooms", zh="间数", en="Rooms", kind=Kind.WHOLE),
    Column(key="opens", zh="开始", en="Opens", kind=Kind.TIME),
)
HEADER = ["姓名", "电话", "日期", "间数", "开始"]
XLS = {
    "1904": (
        "c-rk)T}V_x6#i!J{wce<+8SuIEkahNkeb<xZVBmAi<OZ^VA?Jc<_}9k_F$InQv^ZuQ1oKhLoZq{{ToFu5rL5pK_F=1QxF6eJ"
        "*c-c=iZw?t>A(Q#{DjH&dixPKX>NL+}V9Unl&--Aa4>&Pz4QhdKz2{WP(bX)$oJ*bzN00?xCXFSXW5%&_cSLc;<WOR%@u%dl"
        "C}&9j}N2pQ)Tc7b2Y<vCtZ#nqz1dDuznopxl$VO(g@l99K5eQ%pB79p<smneJoBRi>3Rc0wG-XgE^1*UaMvnNNL!tSS14bw2"
        "Uv66D~G%Hs>ygfZ5M{qfVyXVzIq(BZ`(Xh~~h9kIA-XW}l>fgVC}dwX#-I)MN!_aJ`gAz<3t*Dpi1d~M|dB>%No?p{Xjp+#I"
        "Ozb+j>AM}$#C36B^)Hqa+6i*`!^$9w%hh0W)oSQ)%pVA)Q=_1hix>t?y)gL`Vx?_#LdSd0><5!4H#kRB(o4(N%BNl2Z?Isp!"
        "ZH#z<T@_^|#U-U>yUX`fq^qw2pCbN6r-+aDmX~N0nOx7}9p)$RGxxrKIM`AbZemFv$76h7wyKwbj*Cizlry-;@rM?&#!jY}*"
        "y<*(=P?aX`V%jx%P}i8{XFI}_ZE<!GR9bV+k*Obswci4dK^rA3Gbl#Q0?UTz|hC=0P<<_qNJ~$eiVr!aqFhSld#2wc@m8?&H"
        "d|C@<_iKyKa6&Gcl|7At8(D3z{SF?5Ia$4Ut4cu!f>W%bHK4C0W;MY1DF<-enS7l5IJOYBIxI8=&j$w<cG0uT=e#-s{eYq?O"
        "!Eb<MP{zVC)1H-Z8|>QOGVBrY^|;W9(g*oDfC5i+c?`JW>y=xh}Prpy-vx2j||9;z7WAfLzTB^s7Zw0W$zMB_O_vN^M1!-fq"
        "THf-2f1a;|>eCaao*G}_N<u?D<nWZvk|4s7W;xIbtIZHn&51@m196c%J&qg?fWlOA3$NIle;TU<3qYW(_M_bDIOP6A?@O@US"
        "=wH1pl&b%^RO0-{{(l2P!xz~"
    ),
    "merged": (
        "c-rk)T}V_x6#nMkyMM8}uC@jmZi|qWDYULXz37%uKDAgGX$Yq6CSm?y3F(7bwoeiS(L>RTU=O`mz4V_Hy+lMt3PB)f;ZqO<2"
        "0f_TnX~uiPb;`!k#WDvoS8W@=ggTiXMT3yjiyfy-piiCGE_jteB1%+BA%e+Fe)BUdps_SMsBARH?gkZu+u_XEqLO3W0Pwr*L"
        "w;I?rJZH0-q?=qXXggwy6IvqLOWB6w-!rp;7E9xJk*4EVe6y=?SJAncm^PPnqsv&Sj?M)OS)G!)Pd+zgv&vS|yj;+(ZQ)u*^"
        "s11dxeWGLFw*5sAJQ?Cm_&czT^R_%tVmKucN`ZHsowdKzwF1JF$<Y;7%!L?+>-<sQQKxF47?_VshW$^W~20pkBy%D1h+x6>j"
        "n=U-JcpbzomLI!gTPSk6%MG=p~wKXw1vU6;S*f=+flQIT4Ss}dbFMDMlSIv>bBs*5;s-di;Yhr-1>FAbb%4V*0L@Dz(6m?M+"
        "ZmtVEfn8<6Kw+RLSX@$CM%;ljS--etr6t9|qJSJBakhAtoGmWiaZaKUq;WZ&_nn8PHhcTq`vXnYp$6vk@qLoGb+*bWB904Ef"
        "`r{L^Z~LZpCxuOy~tWOb2*!-mo^3EdDWSEVShjOxx}q`G)|B)7TUI`yq(IiF9#p`VxL1hs61RX)#Dxh5E?`-ximuZ^6N)|C="
        "fTUOFRl0xzNw238q=UomF<lquU<Wuhulo@v4CQAu&Qe0((b(DocnY5`rZpP1Fp3CTa@H8a0(_nm)RcM3=(4EJRhst*;Hx@%n"
        "3nwX#={?F!ASXIvrA=TKSIwaZ&Sp~wcGfR9?_5NeVkR35^ro22p(GB%!(VwKgu9hXLDNF&%#X|S?Pi^f{)x)zPKIP{5G*li2"
        "_N2s4gck47Si^g>WDk_u=+?R8wYhwXx7r<CCfETdd0+@Y<WIi)t!h{JECQSVE5d6G?{#XM)jja5VOZ=}hM`_;to8-U6A+*zX"
        "mVQ$1LmTCt=uRnqHo+ncU1F6o#{Y#9M``p<w4jOYXh}JK>6t1P&u7(wp0(RTsg6INik*LW{GX|EAjJ"
    ),
}
"""Written by xlwt, base85 of zlib: a title over four columns, two people, in the second file a third in two rows."""


async def read(raw: bytes) -> Sheet:
    return await Decoder().read(raw, COLUMNS)


async def refusal_of(raw: bytes) -> str:
    with pytest.raises(Refused) as refused:
        await read(raw)
    return refused.value.code


def told(sheet: Sheet) -> list[tuple[int | None, str | None, str]]:
    return [(fault.row, fault.column, fault.code) for fault in sheet.faults]


def saved(fill: Callable[[Any], None], *, epoch: Any = None) -> bytes:
    """A workbook of openpyxl whose first sheet was filled."""
    book, held = Workbook(), io.BytesIO()
    if epoch is not None:
        book.epoch = epoch
    fill(book.active)
    book.save(held)
    return held.getvalue()


def rows(*rows: list[Any]) -> Callable[[Any], None]:
    def fill(sheet: Any) -> None:
        for row in (HEADER, *rows):
            sheet.append(row)

    return fill


def repacked(raw: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The same package with other parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return held.getvalue()


SOUND = saved(rows(["张甲", "12012345678", date(2026, 12, 10), 2, time(8, 30)]))
ZHANG = {"name": "张甲", "telephone": "12012345678", "day": date(2026, 12, 10), "rooms": 2, "opens": time(8, 30)}


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
async def test_a_workbook_gives_dates_times_and_digits_as_they_were_typed(epoch: Any) -> None:
    fill = rows(["张甲", 12012345678, date(2026, 12, 10), 2, time(8, 30)])
    sheet = await read(saved(fill, epoch=epoch))
    assert ([row.values for row in sheet.rows], sheet.faults) == ([ZHANG], [])


@pytest.mark.parametrize(("epoch", "serial"), [(None, 46366), (CALENDAR_MAC_1904, 44904)])
async def test_a_serial_that_is_not_formatted_counts_from_the_workbooks_own_year(epoch: Any, serial: int) -> None:
    sheet = await read(saved(rows(["张甲", None, serial]), epoch=epoch))
    assert [row.values["day"] for row in sheet.rows] == [date(2026, 12, 10)]


async def test_the_first_sheet_that_is_shown_is_read() -> None:
    book, held = Workbook(), io.BytesIO()
    book.active.sheet_state = "hidden"  # type: ignore[union-attr]
    rows(["张甲"])(book.create_sheet("人员"))
    book.save(held)
    sheet = await read(held.getvalue())
    assert [row.values["name"] for row in sheet.rows] == ["张甲"]


async def test_an_old_workbook_is_read_and_its_merged_cells_are_told() -> None:
    old = {name: zlib.decompress(base64.b85decode(text)) for name, text in XLS.items()}
    sheet, merged = await read(old["1904"]), await read(old["merged"])
    assert [list(row.values.values())[:3] for row in sheet.rows] == [
        ["张甲", "12012345678", date(2026, 12, 10)],
        ["李乙", "0731-1234567", date(2026, 12, 31)],
    ]
    assert (told(sheet), told(merged)) == ([], [(5, "姓名", "cell_merged")])


async def test_formulas_errors_and_merged_cells_are_refused_by_name() -> None:
    def fill(sheet: Any) -> None:
        rows(["张甲", None, None, "=1+1"], ["李乙", None, None, "#N/A"], ["王丙"])(sheet)
        sheet.merge_cells("A4:A5")

    wanted = [(2, "间数", "cell_formula"), (3, "间数", "cell_error"), (4, "姓名", "cell_merged")]
    assert told(await read(saved(fill))) == wanted


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_csv_is_read_in_each_encoding_that_offices_write(encoding: str) -> None:
    text = "姓名,电话,日期,间数,开始\r\n张甲,12012345678,2026/12/10,2,8:30\r\n"
    sheet = await read(text.encode(encoding))
    assert ([row.values for row in sheet.rows], sheet.faults) == ([ZHANG], [])


async def test_csv_with_quotes_and_breaks_of_lines_in_cells() -> None:
    sheet = await read('Name,Telephone\n"张""甲""\n二",\n'.encode())
    assert [(row.number, row.values["name"]) for row in sheet.rows] == [(2, '张"甲" 二')]


def twice(parts: dict[str, bytes]) -> None:
    parts["XL/workbook.xml"] = b"<x/>"


def with_type(parts: dict[str, bytes]) -> None:
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet


def bomb(parts: dict[str, bytes]) -> None:
    parts["xl/media/a.bin"] = bytes(child.INFLATED)


def lying(raw: bytes) -> bytes:
    """Say of the large part that it is small: both in its own head and in the directory."""
    return raw.replace(child.INFLATED.to_bytes(4, "little"), (64).to_bytes(4, "little"))


def shared(parts: dict[str, bytes]) -> None:
    """A long text said once and used in many cells."""
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%b</t></si></sst>'
    parts["xl/sharedStrings.xml"] = strings % (b"a" * 8_000_000)
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 1000))
    name = "xl/worksheets/sheet1.xml"
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    parts[name] = head + cells + b"</sheetData></worksheet>"


def far(cell: str) -> bytes:
    def fill(sheet: Any) -> None:
        rows(["张甲"])(sheet)
        sheet[cell] = "x"

    return saved(fill)


HARM = {
    "macros": (repacked(SOUND, lambda parts: parts.update({"xl/vbaProject.bin": b"x"})), "workbook_macros"),
    "type of macros": (
        repacked(
            SOUND,
            lambda parts: parts.update(
                {"[Content_Types].xml": parts["[Content_Types].xml"].replace(b"sheet.main", b"sheet.macroEnabled.main")}
            ),
        ),
        "workbook_macros",
    ),
    "macros in an old one": (child.OLE + "_VBA_PROJECT_CUR".encode("utf-16-le"), "workbook_macros"),
    "password": (child.OLE + "EncryptedPackage".encode("utf-16-le"), "workbook_password"),
    "zip bomb": (repacked(SOUND, bomb), "workbook_large"),
    "zip bomb that lies": (lying(repacked(SOUND, bomb)), "workbook_broken"),
    "one text many times": (repacked(SOUND, shared), "workbook_large"),
    "a part twice": (repacked(SOUND, twice), "workbook_broken"),
    "a document type": (repacked(SOUND, with_type), "workbook_broken"),
    "a cell in the last row": (far("A1048576"), "workbook_rows"),
    "a cell in the last column": (far("XFD2"), "workbook_columns"),
    "100,000 rows": ("姓名\n".encode() + "张甲\n".encode() * 100_000, "workbook_rows"),
    "many columns": (b"," * 200, "workbook_columns"),
    "cut off": (SOUND[:-200], "workbook_broken"),
    "another package": (repacked(SOUND, lambda parts: parts.pop("xl/workbook.xml")), "workbook_kind"),
    "an old one of rubbish": (child.OLE + bytes(2000), "workbook_broken"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "workbook_kind"),
    "UTF-16": ("姓名\r\n张甲\r\n".encode("utf-16"), "workbook_encoding"),
    "a quote without end": ('姓名\n"张甲'.encode(), "workbook_broken"),
    "no number": (
        repacked(
            SOUND,
            lambda parts: parts.update(
                {"xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"].replace(b"<v>2</v>", b"<v>NaN</v>")}
            ),
        ),
        "workbook_broken",
    ),
}


@pytest.mark.parametrize("harm", HARM)
async def test_what_would_harm_is_refused_by_name(harm: str) -> None:
    raw, code = HARM[harm]
    assert await refusal_of(raw) == code


async def test_a_file_that_is_too_large_is_not_decoded() -> None:
    assert await refusal_of(bytes(MOST_BYTES + 1)) == "too_large"


async def test_5000_rows_are_read_and_one_more_is_not() -> None:
    line = "张甲,,,,\n"
    most = ",".join(HEADER) + "\n" + line * 5000
    assert len((await read(most.encode())).rows) == 5000
    assert await refusal_of((most + line * 10).encode()) == "workbook_rows"
