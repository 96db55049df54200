"""Every setting of the service, documented here once, with a default that works on a laptop.

Each is read from the environment variable RECEPTION_<NAME> and may be given on the command line of `reception serve`.
"""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import quote_from_bytes, urlsplit

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

CONSOLE: Final = "console:"
"""In the place of a mail server: notices are printed."""
MAIL_PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def sqlite_url(file: Path) -> str:
    """Return the URL of a SQLite file; what has a meaning in a URL (? # %) is quoted in it."""
    return f"sqlite:///{quote_from_bytes(os.fsencode(file.absolute()))}"


class Settings(BaseSettings):
    """The settings of one process."""

    model_config = SettingsConfigDict(env_prefix="RECEPTION_", frozen=True, extra="forbid")

    data: Path = Field(
        Path("data"), description="Folder of this service: its keys and, without database_url, its database."
    )
    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 inside a container.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    public_url: str | None = Field(
        None, description="How browsers reach the service, for links it hands out; by default http://localhost:PORT."
    )
    database_url: str | None = Field(
        None,
        description="Database: postgresql://USER:PASSWORD@HOST/NAME or sqlite:///FILE; by default a file in data.",
    )
    database_connections: int = Field(10, ge=2, le=200, description="Most connections to PostgreSQL from one process.")
    redis_url: str | None = Field(
        None, description="Redis that wakes the other servers; without it there is one server."
    )
    media_workers: int = Field(
        1, ge=0, le=1, description="1 passes calls on inside the service; 0 has none, other servers hold the rooms."
    )
    media_address: str | None = Field(
        None, description="IPv4 address at which browsers reach this server's calls; by default this machine's own."
    )
    media_port: int = Field(0, ge=0, le=65535, description="UDP port of calls; 0 takes a free one.")
    rehearsal_url: str | None = Field(
        None,
        description="How browsers reach the rehearsal of a day: a host name of its own; without it only this machine"
        " reaches it, at http://….rehearsal.localhost:PORT.",
    )
    rehearsal_port: int = Field(
        0, ge=0, le=65535, description="Port at which a day's rehearsal listens; 0 takes a free one."
    )
    rehearsal_media_port: int = Field(
        0, ge=0, le=65535, description="UDP port of the calls of a day's rehearsal; 0 takes a free one."
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Addresses or networks, comma-separated, whose X-Forwarded-For and -Proto are believed."
    )
    metrics_readers: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.0/8", "::1"),
        description="Addresses or networks, comma-separated, that may read /metrics, asking directly and by no proxy.",
    )
    totp_roles: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Roles, comma-separated, that may do nothing until they have set up one-time codes."
    )
    fresh_minutes: int = Field(
        10, ge=1, description="Minutes after which links, roles and full names ask for the password or a code again."
    )
    smtp_url: str | None = Field(
        None,
        description="Mail server of notices: smtp, smtp+starttls or smtps://USER:PASSWORD@HOST:PORT; console: prints"
        " them; without it they wait.",
    )
    smtp_from: str | None = Field(None, description="Mail address that notices come from; smtp_url needs it.")
    hook_url: str | None = Field(
        None, description="Address to which notices to a group are posted, such as a chat; without it there are none."
    )
    hook_secret: str | None = Field(None, description="What posts to hook_url are signed with; hook_url needs it.")
    hook_form: Literal["signed", "wecom"] = Field(
        "signed",
        description="What is posted to hook_url: signed, our own form for a program of yours; wecom, that of a robot"
        " of a WeCom group, whose address is its secret.",
    )
    hook_networks: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Private addresses or networks, comma-separated, in which hook_url may lie."
    )
    sms_url: str | None = Field(
        None,
        description="Address to which messages to telephones are posted, for a program that sends them; console:"
        " prints them; without it telephone numbers are not checked.",
    )
    sms_secret: str | None = Field(None, description="What posts to sms_url are signed with; sms_url needs it.")
    quiet_hours: str = Field(
        "21:00-07:30",
        pattern=r"^((([01]\d|2[0-3]):[0-5]\d)-(([01]\d|2[0-3]):[0-5]\d))?$",
        description="Hours of the night, in China, in which only urgent notices are sent; empty for none.",
    )
    body_limit: int = Field(4 * 1024 * 1024, ge=1024, description="Greatest request body in bytes.")
    web: Path = Field(
        Path(__file__).parent.parent / "web" / "dist",
        description="Folder of the built web pages; none are served if absent.",
    )
    fonts: Path | None = Field(None, description="Folder with a Chinese font for PDFs, beside those of the system.")
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$", description="Least severe log line written.")

    @field_validator("trusted_proxies", "metrics_readers", "hook_networks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        parts = tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
        for part in parts if isinstance(parts, tuple) else ():
            ip_network(part, strict=False)  # now, and not at the first request
        return parts

    @field_validator("totp_roles", mode="before")
    @classmethod
    def _split_words(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: str | None) -> str | None:
        if value is not None and value != CONSOLE:
            parts = urlsplit(value)
            if parts.scheme not in MAIL_PORTS or not parts.hostname or parts.port == 0:
                raise ValueError("a mail server is smtp://HOST:PORT, smtp+starttls://… or smtps://…")
        return value

    @field_validator("rehearsal_url")
    @classmethod
    def _rehearsal_address(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "https://none")
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError("the address of rehearsals is https://HOST, without a path")
        return value

    @field_validator("hook_url", "sms_url")
    @classmethod
    def _hook(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value == CONSOLE and info.field_name == "sms_url":
            return value
        parts = urlsplit(value or "https://none")
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0 or parts.username is not None:
            raise ValueError("a hook is https://HOST/PATH")
        return value

    @model_validator(mode="after")
    def _sender(self) -> Self:
        if self.smtp_url not in {None, CONSOLE} and not self.smtp_from:
            raise ValueError("smtp_url needs smtp_from, the address that notices come from")
        if self.hook_url is not None and self.hook_form == "signed" and not self.hook_secret:
            raise ValueError("hook_url needs hook_secret, which posts are signed with")
        if self.sms_url not in {None, CONSOLE} and not self.sms_secret:
            raise ValueError("sms_url needs sms_secret, which posts are signed with")
        return self

    def database(self) -> str:
        """Return the URL of the database in use."""
        return self.database_url or sqlite_url(self.data / "reception.sqlite3")

    def origin(self) -> str:
        """Return how browsers reach the service, without a slash at the end."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")
