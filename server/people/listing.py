"""The list of accounts: by a filter, in an order, page by page or as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, func, literal, or_, select, type_coerce

from server.db import Tx
from server.http.paging import Order, all_rows, count_of, rows_of
from server.people import rules
from server.people.model import Account
from server.people.rules import Person, Role
from server.place import Range, region_of
from server.workbooks.columns import Column, Kind


class AccountSort(StrEnum):
    MADE = "made"
    NAME = "name"
    LOGIN = "login"
    PLACE = "place"


class AccountState(StrEnum):
    """``pending``: invited, and not yet come."""

    ACTIVE = "active"
    PENDING = "pending"
    SUSPENDED = "suspended"


ROLE_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    Role.ORGANISER: ("组织方", "organiser"),
    Role.LEADER: ("接访领导", "leader"),
    Role.DEPARTMENT: ("部门人员", "department"),
    Role.OFFICER: ("信访专干", "petition officer"),
    Role.COORDINATOR: ("现场协调员", "coordinator"),
    Role.REGISTRAR: ("登记员", "registrar"),
    Role.INTERPRETER: ("译员", "interpreter"),
    Role.SUPERVISOR: ("督导组", "supervision"),
    Role.AUDITOR: ("审计员", "auditor"),
    Role.ADMINISTRATOR: ("系统管理员", "administrator"),
}
STATE_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    AccountState.ACTIVE: ("可用", "active"),
    AccountState.PENDING: ("已邀请", "invited"),
    AccountState.SUSPENDED: ("已停用", "suspended"),
}
ZONE: Final = ZoneInfo("Asia/Shanghai")
_BY: Final[dict[AccountSort, Any]] = {
    AccountSort.MADE: Account.id,
    AccountSort.NAME: Account.name,
    AccountSort.LOGIN: func.coalesce(Account.login, ""),
    AccountSort.PLACE: Account.lo,
}


COLUMNS: Final = (
    Column(key="name", zh="姓名", en="Name"),
    Column(key="roles", zh="角色", en="Roles", kind=Kind.CHOICES, choices=ROLE_NAMES),
    Column(key="region", zh="区划代码", en="Region", kind=Kind.CODE),
    Column(key="site", zh="接访点", en="Site", kind=Kind.CODE),
    Column(key="login", zh="登录名", en="Login"),
    Column(key="state", zh="状态", en="State", kind=Kind.CHOICE, choices=STATE_NAMES),
    Column(key="made", zh="建立日期", en="Made on", kind=Kind.DATE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which accounts, in which order; None does not choose."""

    text: str | None = None
    """Found in a name or a login."""
    role: Role | None = None
    state: AccountState | None = None
    places: Range | None = None
    sort: AccountSort = AccountSort.MADE
    descending: bool = False

    def conditions(self) -> list[ColumnElement[bool]]:
        chosen: list[ColumnElement[bool]] = []
        if self.text is not None:
            columns = (Account.name, Account.login)
            chosen.append(or_(*(column.icontains(self.text, autoescape=True) for column in columns)))
        if self.role is not None:
            words = literal(" ") + type_coerce(Account.roles, String) + literal(" ")
            chosen.append(words.contains(f" {self.role} ", autoescape=True))
        if self.places is not None:
            chosen += [Account.lo >= self.places[0], Account.hi <= self.places[1]]
        match self.state:
            case AccountState.SUSPENDED:
                chosen.append(Account.suspended_at.is_not(None))
            case AccountState.PENDING:
                chosen += [Account.suspended_at.is_(None), Account.login.is_(None)]
            case AccountState.ACTIVE:
                chosen += [Account.suspended_at.is_(None), Account.login.is_not(None)]
        return chosen

    def found(self) -> Select[Any]:
        return select(Account).where(*self.conditions())

    def order(self) -> Order:
        return Order(by=_BY[self.sort], key=Account.id, descending=self.descending)


async def accounts(tx: Tx, asked: Asked, *, by: Person, after: UUID | None, limit: int) -> Sequence[Account]:
    """The accounts within one's places that are asked for, behind the one that ``after`` names."""
    rules.require(by, "manage_people")
    return await rows_of(tx, asked.found(), asked.order(), after=after, limit=limit)


async def every_account(tx: Tx, asked: Asked, *, by: Person) -> Sequence[Account]:
    """All accounts within one's places that are asked for; Conflict ``list_large``."""
    rules.require(by, "manage_people")
    return await all_rows(tx, asked.found(), asked.order())


async def count(tx: Tx, asked: Asked) -> int:
    return await count_of(tx, asked.found(), Account.id)


def state_of(account: Account) -> AccountState:
    if account.suspended_at is not None:
        return AccountState.SUSPENDED
    return AccountState.PENDING if account.login is None else AccountState.ACTIVE


def values_of(account: Account) -> dict[str, Any]:
    """An account as a row of a file; without its mail address, which nothing outside needs."""
    return {
        "name": account.name,
        "roles": sorted(account.roles),
        "region": region_of(account.lo),
        "site": account.site,
        "login": account.login,
        "state": state_of(account),
        "made": account.created_at.astimezone(ZONE).date(),
    }
