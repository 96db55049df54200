"""Setting a page with typst, beside the event loop and one at a time."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

import structlog
import typst

from server.errors import Unavailable
from server.printing.fonts import Font, choose

log = structlog.get_logger(__name__)
TEMPLATES: Final = Path(__file__).parent / "templates"
MOST_WAITING: Final = 16
MOST_KEPT: Final = 32
"""PDFs that are kept, because many ask for the same notice."""
Template = Literal["poster", "notice", "letter", "bulletin"]


class Press:
    """Makes PDFs of the service's templates; one for the service."""

    def __init__(self, *, fonts: Path | None = None, system: bool = True) -> None:
        self._folder, self._system = fonts, system
        self._thread = ThreadPoolExecutor(1, "press")
        self._inside = 0
        self._kept: dict[bytes, bytes] = {}

    async def pdf(self, template: Template, values: Mapping[str, Any], *, dated: datetime, kept: bool = True) -> bytes:
        """Set a page of these values, which are data to the template. What names a person must not be ``kept``.

        Unavailable ``font_missing`` where there is no Chinese font, ``printing_busy`` while too many others wait.
        """
        data = json.dumps(values, ensure_ascii=False)
        key = hashlib.sha256(f"{template}|{dated}|{data}".encode()).digest()
        if key in self._kept:
            return self._kept[key]
        if self._inside >= MOST_WAITING:
            raise Unavailable("printing_busy", retry_after=2)
        self._inside += 1
        try:
            made = await asyncio.get_running_loop().run_in_executor(self._thread, self._set, template, data, dated)
        finally:
            self._inside -= 1
        if not kept:
            return made
        while len(self._kept) >= MOST_KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[key] = made
        return made

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _set(self, template: Template, data: str, dated: datetime) -> bytes:
        font = self._font
        if font is None:
            raise Unavailable("font_missing")
        inputs = {
            "data": data,
            "font": font.family,
            "regular": str(font.regular),
            "bold": str(font.bold),
        }
        made = typst.compile(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            font_paths=self._fonts,
            sys_inputs=inputs,
            timestamp=int(dated.timestamp()),
        )
        return bytes(made)

    @cached_property
    def _fonts(self) -> typst.Fonts:
        """All fonts that there are, looked for at the first page: it takes half a second."""
        paths = [] if self._folder is None else [self._folder]
        return typst.Fonts(include_system_fonts=self._system, include_embedded_fonts=False, font_paths=paths)

    @cached_property
    def _font(self) -> Font | None:
        font = choose(self._fonts.fonts())
        if font is None:
            log.warning("no Chinese font: no PDF can be made until fonts-noto-cjk is installed")
        else:
            log.info("font of printed pages", family=font.family, regular=font.regular, bold=font.bold)
        return font
