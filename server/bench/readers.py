"""The other side of the feed's bench: a process that opens sockets, reads what comes, and counts the bytes.

It is told what to do by lines on its standard input and answers each with one line. ``open NAME PORT SOCKETS HEAD``
opens that many sockets, sends each the bytes of HEAD (hexadecimal, or -) after connecting, and says ``ok``.
``count NAME`` says how many bytes they have read.
"""

import os
import selectors
import socket
import sys
from collections import Counter

HERE = "127.0.0.1"


def main() -> None:
    """Read until standard input ends."""
    chosen = selectors.DefaultSelector()
    chosen.register(sys.stdin, selectors.EVENT_READ, None)
    heard: Counter[str] = Counter()
    buffer = bytearray(1 << 18)
    while True:
        for key, _ in chosen.select():
            if key.data is None:
                line = os.read(0, 65536).decode()
                if not line:
                    return
                say(obey(line.split(), chosen, heard))
            else:
                heard[key.data] += key.fileobj.recv_into(buffer)  # type: ignore[union-attr]  # all others are sockets


def obey(words: list[str], chosen: selectors.BaseSelector, heard: Counter[str]) -> str:
    match words:
        case ["open", name, port, sockets, head]:
            for _ in range(int(sockets)):
                opened = socket.create_connection((HERE, int(port)))
                opened.sendall(bytes.fromhex(head.strip("-")))
                opened.setblocking(False)  # noqa: FBT003  # the standard library's
                chosen.register(opened, selectors.EVENT_READ, name)
            return "ok"
        case ["count", name]:
            return str(heard[name])
    return "what?"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
