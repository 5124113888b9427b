"""How a system stops, and how it does not start."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.system import STOP_SECONDS, System, free_ports, start


@pytest.fixture
def own_system(tmp_path: Path) -> Iterator[System]:
    """Run a system that the test may stop."""
    running = start(tmp_path, free_ports())
    yield running
    running.end()


def processes_in(folder: Path) -> list[str]:
    """Return the processes that work in a folder, where the system tells."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found


def test_ctrl_c_stops_everything(own_system: System) -> None:
    if sys.platform == "linux":
        assert len(processes_in(own_system.folder)) > len(own_system.ports)

    assert own_system.interrupt() == 0, own_system.log

    assert processes_in(own_system.folder) == []
    for port in own_system.ports.values():
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))


def test_a_service_that_dies_takes_the_others_along(own_system: System) -> None:
    victim = next(iter(own_system.ports))

    os.kill(own_system.process_id(victim), getattr(signal, "SIGKILL", signal.SIGTERM))

    assert own_system.process.wait(STOP_SECONDS) == 1, own_system.log
    assert f"{victim} ended with exit code" in own_system.log
    assert processes_in(own_system.folder) == []


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        ports = free_ports()
        ports[next(iter(ports))] = taken

        refused = start(tmp_path, ports)

    assert refused.process.returncode == 1
    assert f"port {taken}" in refused.log
    assert "| " not in refused.log
