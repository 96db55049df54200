"""What the lists of people are asked for: which accounts, which lines of the log, in which order."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from server.http.paging import PageQuery
from server.http.route import Shape
from server.http.workbooks import Format
from server.people.audit import Asked as AskedLines
from server.people.listing import AccountSort, AccountState, Asked
from server.people.rules import Role
from server.place import range_of_region

RegionCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class ChosenAccounts(Shape):
    """Which accounts, in which order: what is typed, a role, a state, a region with all below it."""

    q: Annotated[str, Field(max_length=100)] | None = None
    role: Annotated[Role, Field(strict=False)] | None = None
    state: Annotated[AccountState, Field(strict=False)] | None = None
    place: RegionCode | None = None
    sort: Annotated[AccountSort, Field(strict=False)] = AccountSort.MADE
    descending: bool = False

    def asked(self) -> Asked:
        places = None if self.place is None else range_of_region(self.place)
        same = {name: getattr(self, name) for name in ("role", "state", "sort", "descending")}
        return Asked(text=self.q or None, places=places, **same)


class AccountsQuery(PageQuery[UUID], ChosenAccounts):
    """Which page of them."""


class AccountsTableQuery(ChosenAccounts):
    """As what file."""

    form: Annotated[Format, Field(strict=False)] = Format.XLSX


class ChosenLines(Shape):
    """Which lines of the log: of one word, by one principal, about one thing, from an instant on or before one."""

    what: Annotated[str, Field(max_length=40)] | None = None
    who: Annotated[str, Field(max_length=60)] | None = None
    about: Annotated[str, Field(max_length=100)] | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    place: RegionCode | None = None
    """With all below it."""
    descending: bool = True
    """The newest first."""

    def asked(self) -> AskedLines:
        places = None if self.place is None else range_of_region(self.place)
        same = {name: getattr(self, name) for name in ("what", "who", "about", "since", "until", "descending")}
        return AskedLines(places=places, **same)


class LinesQuery(PageQuery[UUID], ChosenLines):
    """Which page of them."""


class LinesTableQuery(ChosenLines):
    """As what file."""

    form: Annotated[Format, Field(strict=False)] = Format.XLSX
