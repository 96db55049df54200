"""The lists of sites and of devices: by a filter, in an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from server.http.paging import Order
from server.place import Range
from server.sites.model import Device, Site
from server.sites.rules import Kind, Tier


class SiteSort(StrEnum):
    PLACE = "place"
    CODE = "code"
    NAME_ZH = "name_zh"
    NAME_EN = "name_en"
    KIND = "kind"
    ROOMS = "rooms"


class DeviceSort(StrEnum):
    """``seen``: when it was last heard, and for one that never was, when it was enrolled."""

    PLACE = "place"
    LABEL = "label"
    ENROLLED = "enrolled"
    SEEN = "seen"


class DeviceState(StrEnum):
    TRUSTED = "trusted"
    REVOKED = "revoked"


_SITES_BY: Final[dict[SiteSort, Any]] = {
    SiteSort.PLACE: Site.place,
    SiteSort.CODE: Site.code,
    SiteSort.NAME_ZH: Site.name_zh,
    SiteSort.NAME_EN: Site.name_en,
    SiteSort.KIND: Site.kind,
    SiteSort.ROOMS: Site.rooms,
}
_DEVICES_BY: Final[dict[DeviceSort, Any]] = {
    DeviceSort.PLACE: Device.place,
    DeviceSort.LABEL: Device.label,
    DeviceSort.ENROLLED: Device.enrolled_at,
    DeviceSort.SEEN: func.coalesce(Device.seen_at, Device.enrolled_at),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSites:
    """Which sites, in which order; None does not choose."""

    text: str | None = None
    """Found in a code, a name, a telephone or an address."""
    named: Sequence[Range] = ()
    """The places of regions whose name holds the text too."""
    kind: Kind | None = None
    tier: Tier | None = None
    places: Range | None = None
    ended: bool | None = None
    sort: SiteSort = SiteSort.PLACE
    descending: bool = False

    def found(self) -> Select[Any]:
        chosen: list[ColumnElement[bool]] = []
        if self.text is not None:
            columns = (Site.code, Site.name_zh, Site.name_en, Site.telephone, Site.address)
            in_columns = (column.icontains(self.text, autoescape=True) for column in columns)
            chosen.append(or_(*in_columns, *(Site.place.between(*places) for places in self.named)))
        if self.kind is not None:
            chosen.append(Site.kind == self.kind)
        if self.tier is not None:
            chosen.append(Site.tier == self.tier)
        if self.places is not None:
            chosen.append(Site.place.between(*self.places))
        if self.ended is not None:
            chosen.append(Site.ended_at.is_not(None) if self.ended else Site.ended_at.is_(None))
        return select(Site).where(*chosen)

    def order(self) -> Order:
        return Order(by=_SITES_BY[self.sort], key=Site.place, descending=self.descending)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDevices:
    """Which devices, in which order; None does not choose."""

    text: str | None = None
    """Found in a label or the code of a site."""
    site: str | None = None
    state: DeviceState | None = None
    places: Range | None = None
    sort: DeviceSort = DeviceSort.PLACE
    descending: bool = False

    def found(self) -> Select[Any]:
        chosen: list[ColumnElement[bool]] = []
        if self.text is not None:
            columns = (Device.label, Device.site)
            chosen.append(or_(*(column.icontains(self.text, autoescape=True) for column in columns)))
        if self.site is not None:
            chosen.append(Device.site == self.site)
        if self.state is not None:
            is_revoked = self.state is DeviceState.REVOKED
            chosen.append(Device.revoked_at.is_not(None) if is_revoked else Device.revoked_at.is_(None))
        if self.places is not None:
            chosen.append(Device.place.between(*self.places))
        return select(Device).where(*chosen)

    def order(self) -> Order:
        return Order(by=_DEVICES_BY[self.sort], key=Device.id, descending=self.descending)
