"""How the supervisor is asked to stop."""

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

if sys.platform == "win32":
    STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGBREAK)
else:
    STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class StopRequest:
    """What was asked for: to stop in good order, or (asked again) at once."""

    made: asyncio.Event = field(default_factory=asyncio.Event)
    repeated: asyncio.Event = field(default_factory=asyncio.Event)

    def make(self) -> None:
        """Ask to stop; the second time at once."""
        if self.made.is_set():
            self.repeated.set()
        self.made.set()


@contextmanager
def stop_on_signals() -> Iterator[StopRequest]:
    """Turn Ctrl-C and the system's requests to end into a stop request, inside the block.

    Must be entered in the main thread, with an event loop running.
    """
    request = StopRequest()
    loop = asyncio.get_running_loop()

    def handle(_signal: int, _frame: FrameType | None) -> None:
        # Unlike loop.add_signal_handler, this works on Windows too.
        loop.call_soon_threadsafe(request.make)

    # A command started with nohup is to outlive its terminal.
    heeded = [each for each in STOP_SIGNALS if not _is_ignored_hangup(each)]
    previous = {each: signal.signal(each, handle) for each in heeded}
    try:
        yield request
    finally:
        for each, handler in previous.items():
            signal.signal(each, handler)


def _is_ignored_hangup(number: signal.Signals) -> bool:
    return number.name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN
