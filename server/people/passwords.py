"""Passwords and one-time codes: what is slow on purpose, what is compared in equal time, what is drawn at random."""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from typing import Final, TypeVar

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from server.errors import Unavailable

T = TypeVar("T")

HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id with 19 MiB, 2 passes, 1 lane (OWASP Password Storage Cheat Sheet)."""
STEP = 30  # seconds a one-time code is shown (RFC 6238)


@cache
def dummy_hash() -> str:
    """The hash of a random password, drawn once per process: a sign-in without an account is checked against it."""
    return HASHER.hash(secrets.token_bytes(16))


class Passwords:
    """argon2id in a few threads of its own; beyond ``waiting`` at once it is busy rather than slow for everyone."""

    def __init__(self, *, threads: int = 2, waiting: int = 64) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._waiting = waiting
        dummy_hash()  # before the first sign-in: an unknown login must cost what a known one costs

    async def hash(self, password: bytes) -> str:
        """The hash to keep, with its salt and parameters in it."""
        return await self._in_turn(HASHER.hash, password)

    async def verify(self, kept: str | None, password: bytes) -> bool:
        """Whether this is the password; an account that is not there costs the same and is never right."""
        return await self._in_turn(lambda: self._matches(kept or dummy_hash(), password))

    def close(self) -> None:
        self._pool.shutdown()

    def _matches(self, kept: str, password: bytes) -> bool:
        try:
            return HASHER.verify(kept, password)
        except VerifyMismatchError:
            return False

    async def _in_turn(self, work: Callable[..., T], *arguments: object) -> T:
        if self._waiting == 0:
            raise Unavailable("busy", retry_after=2)
        self._waiting -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self._waiting += 1


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is kept of a token: it is random, so a plain hash is enough."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()  # a header may hold any bytes


def new_totp_secret() -> str:
    return pyotp.random_base32()


def totp_uri(secret: str, login: str) -> str:
    """What an authenticator reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="接访日")


def totp_step(secret: str, code: str, *, now: datetime, used: int | None) -> int | None:
    """The time step of a code that is right now (or one step off) and was not used; None otherwise (RFC 6238, 5.2)."""
    current = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    for step in (current - 1, current, current + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()) and (used is None or step > used):
            return step
    return None
