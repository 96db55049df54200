"""What the process that makes files is given and gives back: documents and folders in, files out, as JSON lines."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter

from server.after.bulletin.document import Document
from server.after.bulletin.rules import Edition, Form


@dataclass(frozen=True, slots=True)
class Asked:
    """The documents to be made into files; ``fonts`` is a folder beside those of the system."""

    documents: dict[Edition, Document]
    dated: datetime
    fonts: str | None


@dataclass(frozen=True, slots=True)
class File:
    edition: Edition
    form: Form
    content: str
    """Base64."""


_ASKED: Final = TypeAdapter(Asked)
_FILES: Final = TypeAdapter(list[File])


def asked(documents: Mapping[Edition, Document], *, dated: datetime, fonts: str | None) -> bytes:
    return _ASKED.dump_json(Asked(dict(documents), dated, fonts))


def read_asked(raw: bytes) -> Asked:
    return _ASKED.validate_json(raw)


def packed(files: Mapping[tuple[Edition, Form], bytes]) -> bytes:
    made = [File(edition, form, base64.b64encode(content).decode()) for (edition, form), content in files.items()]
    return _FILES.dump_json(made)


def unpacked(raw: bytes) -> dict[tuple[Edition, Form], bytes]:
    return {(one.edition, one.form): base64.b64decode(one.content) for one in _FILES.validate_json(raw)}
