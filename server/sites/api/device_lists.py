"""Routes to the devices of all sites within one's places: the list, and the list as a file."""

from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import Field

from server.http.ask import Ask
from server.http.paging import CountedPage, PageQuery, all_rows, count_of, cut, rows_of
from server.http.route import Route, Shape
from server.http.workbooks import Format, table
from server.keys import DATABASE
from server.people.rules import Person, require
from server.place import range_of_region, region_of
from server.sites.api.devices import DeviceAnswer, device_answer
from server.sites.listing import AskedDevices, DeviceSort, DeviceState
from server.sites.model import Device
from server.workbooks.columns import Column, Kind
from server.workbooks.writing import CSV, XLSX

ZONE = ZoneInfo("Asia/Shanghai")
COLUMNS = (
    Column(key="site", zh="接访点代码", en="Site code", kind=Kind.CODE),
    Column(key="region", zh="区划代码", en="Region", kind=Kind.CODE),
    Column(key="label", zh="设备名称", en="Device"),
    Column(key="enrolled_at", zh="绑定时间", en="Enrolled at"),
    Column(key="seen_at", zh="最近连线", en="Last heard"),
    Column(key="revoked_at", zh="停用时间", en="Revoked at"),
)


class ChosenDevices(Shape):
    """Which devices, in which order: what is typed, a site, a state, a region with all below it."""

    q: Annotated[str, Field(max_length=100)] | None = None
    site: Annotated[str, Field(max_length=32)] | None = None
    state: Annotated[DeviceState, Field(strict=False)] | None = None
    place: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None = None
    sort: Annotated[DeviceSort, Field(strict=False)] = DeviceSort.PLACE
    descending: bool = False

    def asked(self) -> AskedDevices:
        places = None if self.place is None else range_of_region(self.place)
        same = {name: getattr(self, name) for name in ("site", "state", "sort", "descending")}
        return AskedDevices(text=self.q or None, places=places, **same)


class DevicesQuery(PageQuery[UUID], ChosenDevices):
    """Which page of them."""


class DevicesTableQuery(ChosenDevices):
    """As what file."""

    form: Annotated[Format, Field(strict=False)] = Format.XLSX


class DeviceListAnswer(CountedPage[DeviceAnswer]):
    """One page of devices."""


async def get_all_devices(request: web.Request, ask: Ask[Person], *, query: DevicesQuery) -> DeviceListAnswer:
    require(ask.person, "enrol_device")
    asked = query.asked()
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await rows_of(tx, asked.found(), asked.order(), after=query.cursor, limit=query.reads)
        total = await count_of(tx, asked.found(), Device.id)
    page, following = cut(found, query, lambda device: device.id)
    return DeviceListAnswer(items=[device_answer(device) for device in page], next=following, total=total)


async def get_devices_table(request: web.Request, ask: Ask[Person], *, query: DevicesTableQuery) -> web.Response:
    require(ask.person, "enrol_device")
    asked = query.asked()
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        rows = [_values_of(device) for device in await all_rows(tx, asked.found(), asked.order())]
    name = "devices" if ask.language == "en" else "设备"
    return await table(COLUMNS, rows, form=query.form, name=name, language=ask.language, now=ask.now)


def _values_of(device: Device) -> dict[str, Any]:
    at = {name: getattr(device, name) for name in ("enrolled_at", "seen_at", "revoked_at")}
    said = {name: None if one is None else f"{one.astimezone(ZONE):%Y-%m-%d %H:%M}" for name, one in at.items()}
    return {"site": device.site, "region": region_of(device.place), "label": device.label, **said}


routes = [
    Route(
        "GET",
        "/api/devices",
        get_all_devices,
        query=DevicesQuery,
        answer=DeviceListAnswer,
        capability="enrol_device",
        errors=("not_found", "not_allowed"),
        summary_zh="本人范围内各接访点的设备，含已停用的，可筛选、排序",
        summary_en="The devices of all sites within one's places, revoked ones included, filtered and sorted",
    ),
    Route(
        "GET",
        "/api/devices-table",
        get_devices_table,
        query=DevicesTableQuery,
        answer=bytes,
        media=(XLSX, CSV),
        capability="enrol_device",
        errors=("list_large", "not_allowed"),
        summary_zh="把筛选出的设备存成工作簿或 CSV",
        summary_en="The devices that a filter finds as a workbook or CSV",
    ),
]
