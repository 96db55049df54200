"""The poster of a reception site as values: its own words, and a code that leads to its public page. Pure."""

import io
from typing import Any, Final

import segno

from server.sites.details import Details
from server.sites.model import Site
from server.sites.rules import Spoken

SPOKEN: Final = {
    Spoken.PUTONGHUA: "普通话",
    Spoken.XIANG: "湘语",
    Spoken.GAN: "赣语",
    Spoken.HAKKA: "客家话",
    Spoken.TUJIA: "土家语",
    Spoken.MIAO: "苗语",
    Spoken.DONG: "侗语",
    Spoken.YAO: "瑶语",
    Spoken.SIGN: "手语",
    Spoken.ENGLISH: "英语 English",
}
Row = dict[str, Any]


def address_of(origin: str, site: str) -> str:
    """Where the public reads of a site, for as long as it is one."""
    return f"{origin}/notice/at/{site}"


def values(site: Site, details: Details, *, origin: str) -> dict[str, Any]:
    """What the template of a poster takes; a row that says nothing is left out."""
    address = address_of(origin, site.code)
    return {
        "title": site.name_zh,
        "lang": "zh",
        "heading": "信访接待",
        "name": site.name_zh,
        "name_also": site.name_en,
        "rows": _rows(site, details),
        "sentence": details.sentence,
        "qr": qr(address),
        "qr_said": "扫码看接访日和公告",
        "qr_also": "Scan for reception days",
        "address": address,
    }


def _rows(site: Site, details: Details) -> list[Row]:
    rows = [_row("地址 Address", site.address)]
    if details.opens_at is not None and details.closes_at is not None:
        hours = f"{details.opens_at:%H:%M}–{details.closes_at:%H:%M}"
        rows.append(_row("接访日接待时间 Hours on reception days", hours))
    rows.append(_row("电话 Telephone", site.telephone, large=True))
    reach = [said for said, there in _access(details) if there]
    rows.append(_row("方便您 Access", "、".join(reach) or None))
    rows.append(_row("可以说 Languages", "、".join(SPOKEN[one] for one in details.languages) or None))
    return [row for row in rows if row["said"] is not None]


def _access(details: Details) -> list[tuple[str, bool]]:
    said = (("无障碍通道 step-free", details.step_free), ("助听环路 hearing loop", details.hearing_loop))
    return [(word, bool(there)) for word, there in (*said, ("停车位 parking", details.parking))]


def _row(label: str, said: str | None, *, large: bool = False) -> Row:
    return {"label": label, "said": said, "large": large}


def qr(address: str) -> str:
    """A QR code as SVG; up to 15 % of it may be damaged, as on a wall outside."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", xmldecl=False, border=4, scale=4)
    return out.getvalue().decode()
