"""A running system for the tests that only use it."""

from collections.abc import Iterator

import pytest

from tests.e2e.system import System, free_ports, start


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Run the system while the tests last."""
    running = start(tmp_path_factory.mktemp("system"), free_ports())
    yield running
    running.end()
