"""The files of the keys that wrap all others: a folder beside the database, never in it and never in a backup."""

import hashlib
import os
import re
import secrets
from pathlib import Path

from server.errors import Stopped

KEY_BYTES = 32
KEY_FILE = re.compile(r"kek-[1-9]\d{0,8}\.key", re.ASCII)


def has_key_files(folder: Path) -> bool:
    return any(folder.glob("kek-*.key"))


def fingerprint(secret: bytes) -> str:
    return hashlib.sha256(b"kek|" + secret).hexdigest()[:16]


class KeysMissing(Stopped):
    """The key files do not fit the database, or others could read them. The message says what to do."""


class KeyFiles:
    """The folder of key-encryption keys: the one with the greatest number wraps, all of them unwrap."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._files():
            self.add()
        self._keys = {fingerprint(secret): secret for secret in map(self._read, self._files())}

    @property
    def current(self) -> str:
        """Return the fingerprint of the key that wraps."""
        return fingerprint(self._read(self._files()[-1]))

    def secret(self, wanted: str) -> bytes:
        try:
            return self._keys[wanted]
        except KeyError:
            raise KeysMissing(
                f"no file in {self._folder} holds the key {wanted}: put the key files of this database there"
            ) from None

    def add(self) -> None:
        """Make the next key file; a process that is second to make the same one takes the first's."""
        number = int(self._files()[-1].stem.removeprefix("kek-")) + 1 if self._files() else 1
        draft = self._folder / f".{secrets.token_hex(8)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, self._folder / f"kek-{number}.key")
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        self._keys = {fingerprint(secret): secret for secret in map(self._read, self._files())}

    def take_back(self) -> None:
        """Remove the newest key file, which wraps nothing yet."""
        self._files()[-1].unlink()

    def keep_only_current(self) -> None:
        """Remove the key files that no longer wrap anything, after ``Sealer.rewrap``."""
        for file in self._files()[:-1]:
            file.unlink()

    def _files(self) -> list[Path]:
        found = list(self._folder.glob("kek-*.key"))
        for file in found:
            if not KEY_FILE.fullmatch(file.name):
                raise KeysMissing(f"{file} is no key file of this service, which are called kek-1.key, kek-2.key …")
        return sorted(found, key=lambda file: int(file.stem.removeprefix("kek-")))

    def _read(self, file: Path) -> bytes:
        if file.stat().st_mode & 0o077:
            raise KeysMissing(f"others may read {file}: chmod 600 {file}")
        secret = file.read_bytes()
        if len(secret) != KEY_BYTES:
            raise KeysMissing(f"{file} is damaged: it holds {len(secret)} bytes, a key {KEY_BYTES}")
        return secret
