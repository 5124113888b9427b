"""Finds out that a port is taken before anything is started."""

import errno
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

WILDCARDS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
"""Addresses to listen on that stand for every interface, and where to reach them from here."""
LISTENING = "0A"
"""The state of a socket that listens, as Linux has it in its tables."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a process listens."""

    name: str
    host: str
    port: int

    @property
    def reachable_host(self) -> str:
        """The host to connect to from this machine."""
        return WILDCARDS.get(self.host, self.host)

    @property
    def url(self) -> str:
        """The root of the process over HTTP, as seen from this machine."""
        host = self.reachable_host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def find_taken(addresses: Sequence[Address]) -> dict[str, str]:
    """Say which addresses cannot be listened on: a sentence by name, none when all can."""
    problems: dict[str, str] = {}
    owners: dict[int, str] = {}
    for address in addresses:
        owner = owners.setdefault(address.port, address.name)
        if owner != address.name:
            problems[address.name] = f"{owner} and {address.name} both want port {address.port}."
        elif reason := _refusal(address):
            problems[address.name] = (
                f"{address.name} cannot listen on {address.host} port {address.port}: {reason}."
            )
    return problems


def _refusal(address: Address) -> str | None:
    """Try to listen; return the system's reason when that fails."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            # As the server does: a port that only waits for old connections to end is free.
            # On Windows the option would allow to share a port that another process holds.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            reason = error.strerror or str(error)
            holder = _holder_of(address.port) if error.errno == errno.EADDRINUSE else None
            return f"{reason} (by {holder})" if holder else reason
    return None


def _holder_of(port: int) -> str | None:
    """Return the process that listens on a port; nothing where the system does not tell.

    Linux does, in `/proc`, of the processes of whoever asks.
    """
    sockets = {
        f"socket:[{inode}]"
        for table in ("tcp", "tcp6")
        for address, state, inode in _connections(Path("/proc/self/net") / table)
        if state == LISTENING and int(address.rpartition(":")[2], 16) == port
    }
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if str(link.readlink()) in sockets:
                process = link.parents[1]
                name = (process / "comm").read_text(encoding="utf-8").strip()
                return f"{name}, process {process.name}"
    return None


def _connections(table: Path) -> Iterator[tuple[str, str, str]]:
    with suppress(OSError):
        for line in table.read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            yield fields[1], fields[3], fields[9]
