"""Janus, the conference server of others beside which ours is measured, where it is installed (Debian: janus)."""

import asyncio
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientSession, ClientWebSocketResponse

from server.bench.measure import kept_port, until_it_listens

HERE: Final = "127.0.0.1"
HANG: Final = 60
PLUGIN: Final = "janus.plugin.videoroom"
SETTINGS: Final = """
general: {{
    configs_folder = "{folder}"
    debug_level = 1
    session_timeout = 0
    {event_loops}
}}
nat: {{ ice_enforce_list = "{address}" }}
media: {{ ipv6 = false }}
plugins: {{ disable = "{others}" }}
transports: {{ disable = "libjanus_http.so,libjanus_pfunix.so" }}
events: {{ broadcast = false }}
"""
OTHERS: Final = ",".join(
    f"libjanus_{name}.so"
    for name in ("audiobridge", "duktape", "echotest", "lua", "nosip", "recordplay", "sip", "streaming", "textroom")
)
WEBSOCKETS: Final = (
    'general: {{ json = "compact"\n ws = true\n ws_port = {port}\n ws_ip = "127.0.0.1"\n wss = false }}\n'
)


def is_installed() -> bool:
    return shutil.which("janus") is not None


@asynccontextmanager
async def running_janus(address: str, *, event_loops: int | None) -> AsyncIterator[tuple[int, int]]:
    """Start a Janus of one's own; gives its process and the port of its WebSocket. Without event_loops: as it comes."""
    with tempfile.TemporaryDirectory(prefix="reception-janus-") as folder, kept_port() as port:
        loops = "" if event_loops is None else f"event_loops = {event_loops}"
        (Path(folder) / "janus.jcfg").write_text(
            SETTINGS.format(folder=folder, event_loops=loops, address=address, others=OTHERS)
        )
        (Path(folder) / "janus.transport.websockets.jcfg").write_text(WEBSOCKETS.format(port=port))
        (Path(folder) / "janus.plugin.videoroom.jcfg").write_text("general: { }\n")
        process = await asyncio.create_subprocess_exec(
            *("janus", "-F", folder, "-C", f"{folder}/janus.jcfg"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await until_it_listens(port)
            yield process.pid, port
        finally:
            process.kill()
            await process.wait()


class Signalling:
    """One session at a Janus, by its own WebSocket protocol."""

    def __init__(self, line: ClientWebSocketResponse) -> None:
        self._line = line
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._number: int | None = None
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def open(cls, http: ClientSession, port: int) -> "Signalling":
        opened = cls(await http.ws_connect(f"ws://{HERE}:{port}", protocols=["janus-protocol"]))
        opened._number = (await opened._ask(janus="create"))["data"]["id"]
        return opened

    async def handle(self) -> int:
        attached: int = (await self._ask(janus="attach", plugin=PLUGIN))["data"]["id"]
        return attached

    async def say(self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None) -> dict[str, Any]:
        """Send a message to the room; return the answer."""
        more = {} if jsep is None else {"jsep": jsep}
        return await self._ask(janus="message", handle_id=handle, body=body, **more)

    async def room(self, handle: int, *, publishers: int) -> int:
        made = await self.say(
            handle, {"request": "create", "publishers": publishers, "bitrate": 2_000_000, "videocodec": "vp8"}
        )
        room: int = made["plugindata"]["data"]["room"]
        return room

    async def feeds(self, handle: int, room: int) -> list[int]:
        listed = await self.say(handle, {"request": "listparticipants", "room": room})
        return [one["id"] for one in listed["plugindata"]["data"]["participants"] if one.get("publisher")]

    async def _ask(self, **message: Any) -> dict[str, Any]:
        transaction = secrets.token_hex(8)
        session = {} if self._number is None else {"session_id": self._number}
        self._waiting[transaction] = asyncio.get_running_loop().create_future()
        await self._line.send_json({**message, **session, "transaction": transaction})
        async with asyncio.timeout(HANG):
            return await self._waiting[transaction]

    async def _listen(self) -> None:
        async for frame in self._line:
            told = frame.json()
            if told["janus"] != "ack" and told.get("transaction") in self._waiting:
                self._waiting.pop(told["transaction"]).set_result(told)
