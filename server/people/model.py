"""The tables of people: accounts, what they were granted, their sessions, invitations, and the audit chain."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Dialect,
    Enum,
    ForeignKey,
    LargeBinary,
    String,
    TypeDecorator,
)
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.db import Base, Placed, Ranged
from server.language import LanguageTag
from server.people.positions import PostKind
from server.people.rules import Role


class Roles(TypeDecorator[frozenset[Role]]):
    """A set of roles, stored as their words in order."""

    impl = String(200)
    cache_ok = True

    def process_bind_param(self, value: frozenset[Role] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else " ".join(sorted(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Role] | None:  # noqa: ARG002
        return None if value is None else frozenset(Role(word) for word in value.split())


class Account(Ranged, Base):
    """A person who signs in, where they work and what they are there. Without a login: invited, not yet come."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    login: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    site: Mapped[str | None] = mapped_column(String(32))
    roles: Mapped[frozenset[Role]] = mapped_column(Roles)
    language: Mapped[LanguageTag | None] = mapped_column(String(5))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_sealed: Mapped[bytes | None] = mapped_column()
    totp_step: Mapped[int | None]
    """The last time step whose code was used: a code opens once (RFC 6238, 5.2). None until the first one."""
    email_sealed: Mapped[bytes | None]
    """Where the person is told by mail, by the key of the house: it belongs to no city and month."""
    created_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class AccountGrant(Placed, Base):
    """Leave for one account to do one thing with one matter or meeting, until it ends."""

    __tablename__ = "account_grant"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    capability: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(100))
    until: Mapped[datetime]


class Post(Ranged, Base):
    """What an account is appointed to at a place, from an instant until another; its rights follow at each use.

    A post is never deleted: it ends.
    """

    __tablename__ = "post"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[PostKind] = mapped_column(Enum(PostKind, native_enum=False, length=32, values_callable=list))
    unit: Mapped[str | None] = mapped_column(String(32), index=True)
    """The code of the organisational unit that it belongs to."""
    site: Mapped[str | None] = mapped_column(String(32))
    """Where it is at one site, its code."""
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    """None: until it is ended."""
    about: Mapped[str | None] = mapped_column(String(100), index=True)
    """What made it, such as ``roster:2026-12-10``; None where a person did."""
    made_by: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # as above


class Session(Base):
    """An account signed in at one browser. Only the hash of its token is kept."""

    __tablename__ = "session"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    """When its person last gave a password or a one-time code here."""
    agent: Mapped[str] = mapped_column(String(200))
    post_id: Mapped[UUID | None] = mapped_column(ForeignKey("post.id"))
    """The post in which its person acts here; once that is not held any more, in the account's own roles."""


class Invitation(Base):
    """A link that sets the login and password of one account, once. Only the hash of its token is kept."""

    __tablename__ = "invitation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    """None for a link printed on the machine itself."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AuditLine(Placed, Base):
    """One line of the audit chain; never changed, never deleted."""

    __tablename__ = "audit"
    __table_args__ = {"info": {"append_only": True}}  # noqa: RUF012  # SQLAlchemy reads a plain dict here

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(unique=True, default=uuid7)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(60))
    what: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(100), index=True)
    reason_sealed: Mapped[bytes | None]
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """Where the audit chain stands: its only row is locked before a line is added."""

    __tablename__ = "audit_head"
    __table_args__ = {"info": {"first_row": {"id": 1, "seq": 0, "hash": ""}}}  # noqa: RUF012  # as above

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
