"""Loads a server over kept connections, and prints what came back as JSON.

It is run as a file by the Python of the project under load, in a process of its own, and needs
nothing but the standard library; with uvloop its own ceiling is higher.
"""

import argparse
import asyncio
import json
import os
import sys
from time import perf_counter

try:
    from uvloop import run
except ImportError:
    from asyncio import run

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


class Connection(asyncio.Protocol):
    """Sends the same request again as soon as it is answered."""

    def __init__(self, request: bytes, latencies: list[float], until: float) -> None:
        """Note the latency of each request, in seconds, until some time of the clock."""
        self.closed = asyncio.get_running_loop().create_future()
        self._request = request
        self._latencies = latencies
        self._until = until
        self._buffer = b""
        self._sent = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = transport  # type: ignore[assignment]
        self._send()

    def data_received(self, data: bytes) -> None:
        """Read answers; each must be a success with a length."""
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(HEAD_END)
        if end < 0:
            return
        head = self._buffer[:end].lower()
        if not head.startswith(b"http/1.1 200"):
            self._fail(f"unexpected answer: {self._buffer[:500]!r}")
            return
        start = head.index(LENGTH) + len(LENGTH)
        stop = head.find(b"\r\n", start)
        length = int(head[start:] if stop < 0 else head[start:stop])
        if len(self._buffer) < end + len(HEAD_END) + length:
            return
        self._buffer = b""
        now = perf_counter()
        self._latencies.append(now - self._sent)
        if now < self._until:
            self._send()
        elif self._transport:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that it is over."""
        if self.closed.done():
            return
        if exc or perf_counter() < self._until:
            self.closed.set_exception(exc or ConnectionError("the server closed the connection"))
        else:
            self.closed.set_result(None)

    def _send(self) -> None:
        self._sent = perf_counter()
        if self._transport:
            self._transport.write(self._request)

    def _fail(self, message: str) -> None:
        if not self.closed.done():
            self.closed.set_exception(ConnectionError(message))
        if self._transport:
            self._transport.abort()


async def load(port: int, request: bytes, connections: int, seconds: float) -> dict[str, float]:
    """Send requests for some seconds.

    Returns:
        Requests per second, and the median and 99th percentile of their latency in milliseconds.
    """
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    started = perf_counter()
    opened = [
        await loop.create_connection(
            lambda: Connection(request, latencies, started + seconds), "127.0.0.1", port
        )
        for _ in range(connections)
    ]
    await asyncio.gather(*(protocol.closed for _, protocol in opened))
    elapsed = perf_counter() - started
    latencies.sort()
    return {
        "rate": len(latencies) / elapsed,
        "p50": latencies[len(latencies) // 2] * 1000,
        "p99": latencies[len(latencies) * 99 // 100] * 1000,
    }


def main() -> None:
    """Read the command line, load the server and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("path")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--header", action="append", default=[])
    parser.add_argument("--core", type=int)
    options = parser.parse_args()
    if options.core is not None:
        os.sched_setaffinity(0, {options.core})
    lines = [f"GET {options.path} HTTP/1.1", f"Host: 127.0.0.1:{options.port}", *options.header]
    request = "\r\n".join([*lines, "", ""]).encode()
    figures = run(load(options.port, request, options.connections, options.seconds))
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    main()
