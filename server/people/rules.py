"""Rights: what each role may do at its places, which roles may appoint which, and how long sessions and links hold."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from server.errors import Conflict, Invalid, NotAllowed, NotFound
from server.language import Language
from server.place import Range, Scope


class Role(StrEnum):
    """What a person is to the reception day; a petitioner has no account."""

    ORGANISER = "organiser"
    LEADER = "leader"
    DEPARTMENT = "department"
    OFFICER = "officer"
    COORDINATOR = "coordinator"
    REGISTRAR = "registrar"
    INTERPRETER = "interpreter"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


CAPABILITIES: Final[Mapping[Role, frozenset[str]]] = {
    Role.ORGANISER: frozenset(
        {
            *("see_tally", "see_records", "unmask", "enrol_device"),
            *("run_site", "manage_days", "manage_people", "manage_sites", "manage_units", "manage_posts"),
            "manage_topics",
            *("keep_roster", "attend", "triage", "follow_cases", "sign_site", "sign_region"),
            "take_attention",
            *("write_bulletins", "review_bulletins"),
        }
    ),
    Role.LEADER: frozenset(
        {
            *("see_tally", "see_records", "see_persons", "unmask", "call", "attend", "receive", "sign_site"),
            "review_bulletins",
        }
    ),
    Role.DEPARTMENT: frozenset({"see_tally"}),
    Role.OFFICER: frozenset(
        {
            *("see_tally", "see_records", "see_persons", "unmask", "attend", "keep_roster", "manage_units", "triage"),
            *("follow_cases", "sign_site", "sign_region", "write_bulletins", "review_bulletins"),
            "take_attention",
            "give_support",
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            "see_tally",
            "see_records",
            "see_persons",
            "unmask",
            "record_entries",
            "enrol_device",
            "run_site",
            "call",
            "attend",
            "sign_site",
        }
    ),
    Role.REGISTRAR: frozenset(
        {"see_tally", "see_records", "see_persons", "unmask", "record_entries", "call", "attend", "sign_site"}
    ),
    Role.INTERPRETER: frozenset(),
    Role.SUPERVISOR: frozenset({"see_tally"}),
    Role.AUDITOR: frozenset({"see_log"}),
    Role.ADMINISTRATOR: frozenset({"enrol_device", "manage_people", "manage_sites", "see_log"}),
}
"""What each role may do within the account's places. Matters and meetings beyond them come by grants."""

DEVICE_CAPABILITIES: Final = frozenset({"record_entries", "see_tally", "call"})

GRANTED: Final = frozenset({Role.DEPARTMENT, Role.INTERPRETER, Role.SUPERVISOR})
"""Roles that are no place: they see a matter or a meeting by a grant with an end."""

MEETING: Final = frozenset(
    {Role.LEADER, Role.DEPARTMENT, Role.OFFICER, Role.COORDINATOR, Role.REGISTRAR, Role.INTERPRETER}
)
"""Roles that may be called to a meeting over the live line."""

ALONE: Final = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
"""Roles that stand alone, because they must not see case content and must not watch themselves."""

APPOINTS: Final[Mapping[Role, frozenset[Role]]] = {
    Role.ORGANISER: frozenset(Role),
    Role.ADMINISTRATOR: ALONE,
}
"""The roles that a role may invite or make. An administrator who could make a leader would read case content; an
organiser makes all roles, because the first person of a new service is one."""


class Verb(StrEnum):
    """What is done with another's account."""

    APPOINT = "appoint"
    """Invite, change, or make a new link for."""
    SUSPEND = "suspend"
    RESTORE = "restore"


MANAGES: Final[Mapping[tuple[Verb, Role], frozenset[Role]]] = {
    (Verb.APPOINT, Role.ORGANISER): APPOINTS[Role.ORGANISER],
    (Verb.SUSPEND, Role.ORGANISER): frozenset(Role),
    (Verb.RESTORE, Role.ORGANISER): frozenset(Role),
    (Verb.APPOINT, Role.ADMINISTRATOR): APPOINTS[Role.ADMINISTRATOR],
    (Verb.SUSPEND, Role.ADMINISTRATOR): frozenset(Role) - {Role.ORGANISER},
    (Verb.RESTORE, Role.ADMINISTRATOR): frozenset(Role) - {Role.ORGANISER},
}
"""The roles whose accounts a role manages. An administrator suspends in an emergency, but never an organiser, and
restores only accounts that no organiser suspended (``check_restores``)."""

Cut = Literal[
    "signed_out",
    "signed_out_everywhere",
    "session_ended",
    "account_suspended",
    "account_changed",
    "invitation_accepted",
    "password_changed",
    "grant_taken",
    "post_given",
    "post_changed",
    "post_ended",
    "post_taken_up",
    "device_revoked",
]
"""What moves rights and must reach open desks: the words of the audit lines that say so."""

IDLE: Final = timedelta(hours=4)
ABSOLUTE: Final = timedelta(hours=14)  # one reception day, from the line check to the signatures
SEEN_EVERY: Final = timedelta(minutes=1)  # how exactly a session remembers when it was last used

LINK_LIVES: Final = timedelta(hours=72)
MACHINE_LINK_LIVES: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave to do one thing with one matter or meeting (``matter:ID``), lying at a place, until an instant."""

    capability: str
    about: str
    place: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """The principal of a request: an account behind a session, or a device behind its token."""

    id: str
    kind: Literal["account", "device"]
    name: str
    roles: frozenset[Role]
    scope: Scope
    site: str | None = None
    language: Language | None = None
    session: str | None = None
    home: Scope | None = None
    """Where the account itself lies; ``scope`` is elsewhere while its person acts in a post at another place."""
    post: UUID | None = None
    """The post in which this session acts; None: in the account's own roles, with the posts at the same places."""
    changes_at: datetime | None = None
    """When the next post of the account begins or ends, and with it perhaps these rights."""
    grants: tuple[Grant, ...] = ()
    proved_at: datetime | None = None
    """When this session last gave a password or a one-time code."""
    has_password: bool = False
    has_totp: bool = False
    must_add_totp: bool = False

    @property
    def at_home(self) -> Scope:
        """The scope in which the account's own row is found."""
        return self.home or self.scope

    @property
    def principal(self) -> str:
        """The name of this person or device in the log and in rate limits."""
        return f"{self.kind}:{self.id}"


def capabilities_of(roles: Collection[Role]) -> frozenset[str]:
    """Everything that one of the roles may do."""
    return frozenset().union(*(CAPABILITIES[role] for role in roles))


def require(person: Person, capability: str, place: int | None = None) -> None:
    """Refuse what a person may not do: NotFound beyond their places, where existence is a secret, else NotAllowed."""
    if place is not None and not person.scope.covers(place):
        raise NotFound("not_found")
    if capability not in person.scope.capabilities:
        raise NotAllowed("not_allowed")


def check_fresh(person: Person, *, within: timedelta, now: datetime) -> None:
    """Refuse an account that gave no factor lately; devices and accounts without a password have none to give."""
    if not person.has_password or (person.proved_at is not None and now - person.proved_at < within):
        return
    raise NotAllowed("factor_needed")


def until_totp(person: Person, roles: Collection[str]) -> Person:
    """The person as they are let in: without any right while they lack the one-time codes that a role needs."""
    if not person.has_password or person.has_totp or person.roles.isdisjoint(roles):
        return person
    none = Scope(person.scope.lo, person.scope.hi)
    return replace(person, roles=frozenset(), grants=(), scope=none, must_add_totp=True)


def scope_by_grant(person: Person, capability: str, about: str, now: datetime) -> Scope:
    """The scope a grant opens: one place, one capability, for one matter or meeting; NotFound without one."""
    for grant in person.grants:
        if (grant.capability, grant.about) == (capability, about) and now < grant.until:
            return Scope(grant.place, grant.place, frozenset({capability}))
    raise NotFound("not_found")


def check_grantable(roles: Collection[Role], *, until: datetime, now: datetime) -> None:
    """Grants are for roles that are no place, and end."""
    if not GRANTED & set(roles):
        raise Invalid("role_takes_no_grants")
    if until <= now:
        raise Invalid("grant_ended")


def check_appointment(by: Person, roles: Collection[Role], places: Range, *, at_site: bool) -> None:
    """Refuse an appointment beyond one's own places or above one's own rights."""
    require(by, "manage_people")
    if not by.scope.covers_range(*places):
        raise NotFound("not_found")
    check_managed(by, Verb.APPOINT, roles)
    check_roles(roles, at_site=at_site)


def check_roles(roles: Collection[Role], *, at_site: bool) -> None:
    """One role at least; auditors and administrators have no other; a registrar sits at one site."""
    if not roles:
        raise Invalid("roles_missing")
    if len(set(roles)) > 1 and ALONE & set(roles):
        raise Invalid("roles_do_not_mix")
    if Role.REGISTRAR in roles and not at_site:
        raise Invalid("registrar_needs_site")


def check_managed(by: Person, verb: Verb, roles: Collection[Role]) -> None:
    """Refuse what a person may not do with an account of these roles: NotAllowed ``above_own_rights``."""
    managed = frozenset[Role]().union(*(MANAGES.get((verb, role), frozenset()) for role in by.roles))
    if not managed.issuperset(roles):
        raise NotAllowed("above_own_rights")


def check_restores(by: Person, shut_out_by: Collection[Role] | None) -> None:
    """Let an account be restored by the kind that suspended it; ``shut_out_by`` are its roles, None where unknown."""
    if Role.ORGANISER not in by.roles and (shut_out_by is None or Role.ORGANISER in shut_out_by):
        raise NotAllowed("above_own_rights")


def check_not_oneself(by: Person, account_id: str) -> None:
    """Refuse a change of one's own rights, up or, by a slip, down."""
    if by.id == account_id:
        raise Conflict("own_account")
