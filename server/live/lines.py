"""The connections of this process, found by the address they come from, by principal, ticket and site."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

from server.live.connection import Connection
from server.live.sources import Viewer


class Lines:
    """All connections between their start and their end; a connection is silent until it has said hello."""

    def __init__(self) -> None:
        self._all: set[Connection] = set()
        self._silent: Counter[str] = Counter()
        self._named: defaultdict[str, set[Connection]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Connection]:
        return iter(self._all)

    def add(self, connection: Connection) -> None:
        self._all.add(connection)
        self._silent[connection.network] += 1

    def name(self, connection: Connection, viewer: Viewer) -> None:
        """Record the viewer of a connection, which is silent no longer."""
        connection.viewer = viewer
        self._spoke(connection)
        for name in (viewer.principal, viewer.ticket):
            self._named[name].add(connection)

    def remove(self, connection: Connection) -> None:
        self._all.discard(connection)
        viewer = connection.viewer
        if viewer is None:
            self._spoke(connection)
        for name in (viewer.principal, viewer.ticket) if viewer else ():
            self._named[name].discard(connection)
            if not self._named[name]:
                del self._named[name]

    def _spoke(self, connection: Connection) -> None:
        self._silent[connection.network] -= 1
        if not self._silent[connection.network]:
            del self._silent[connection.network]

    def silent_from(self, network: str) -> int:
        """Return how many connections from an address have not said hello."""
        return self._silent[network]

    def named(self, name: str) -> Collection[Connection]:
        """Return all connections of a principal or of a ticket."""
        return self._named.get(name, ())

    def viewers(self) -> list[Viewer]:
        """Return the viewer of each open connection that has said hello."""
        return [one.viewer for one in self._all if one.viewer and one.ended_at is None]

    def of(self, principal: str) -> list[Connection]:
        """Return the open connections of a principal, without those whose rights are in doubt."""
        return [one for one in self.named(principal) if one.ended_at is None and not one.is_doubted]

    def at(self, site: str) -> list[Connection]:
        """Return the open connections of a site's devices, without those whose rights are in doubt."""
        devices = (one for one in self._all if one.viewer and one.viewer.device and one.viewer.site == site)
        return [one for one in devices if one.ended_at is None and not one.is_doubted]
