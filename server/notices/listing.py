"""The list of notices: by a filter, in an order; nothing of it opens what is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, func, select

from server.http.paging import Order
from server.notices.model import Notice
from server.notices.rules import Channel, NoticeState
from server.place import Range


class NoticeSort(StrEnum):
    """``when``: when it ended, and for one that waits, when it is due."""

    MADE = "made"
    WHEN = "when"
    KIND = "kind"
    PLACE = "place"
    ATTEMPTS = "attempts"


CHANNELS: Final[Mapping[str, tuple[str, str]]] = {
    Channel.MAIL: ("邮件", "mail"),
    Channel.HOOK: ("工作群", "group"),
    Channel.SMS: ("短信", "text message"),
}
STATES: Final[Mapping[str, tuple[str, str]]] = {
    NoticeState.QUEUED: ("等待发送", "waiting"),
    NoticeState.SENT: ("已发送", "sent"),
    NoticeState.DELIVERED: ("已送达", "delivered"),
    NoticeState.FAILED: ("没有发出", "failed"),
    NoticeState.UNCLEAR: ("结果不明", "unclear"),
}
_BY: Final[dict[NoticeSort, Any]] = {
    NoticeSort.MADE: Notice.id,
    NoticeSort.WHEN: func.coalesce(Notice.ended_at, Notice.due),
    NoticeSort.KIND: Notice.kind,
    NoticeSort.PLACE: Notice.place,
    NoticeSort.ATTEMPTS: Notice.attempts,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which notices, in which order; None does not choose."""

    state: NoticeState | None = None
    channel: Channel | None = None
    kind: str | None = None
    places: Range | None = None
    sort: NoticeSort = NoticeSort.MADE
    descending: bool = True

    def found(self) -> Select[Any]:
        same = (Notice.state, self.state), (Notice.channel, self.channel), (Notice.kind, self.kind)
        chosen = [column == value for column, value in same if value is not None]
        if self.places is not None:
            chosen.append(Notice.place.between(*self.places))
        return select(Notice).where(*chosen)

    def order(self) -> Order:
        return Order(by=_BY[self.sort], key=Notice.id, descending=self.descending)
