"""What projects run on: Python versions, and PostgreSQL where there is one."""

import os

import psycopg
import pytest

from tests.support.environment import run
from tests.support.macros import TABLES
from tests.support.paths import ROOT

VERSIONS: list[str] = TABLES.pythons


@pytest.fixture(scope="session")
def pythons() -> list[str]:
    """The supported versions of Python that are installed here, lowest first."""
    find = ["uv", "python", "find", "--system", "--no-python-downloads"]
    return [
        version
        for version in VERSIONS
        if run([*find, version], ROOT.parent, check=False).returncode == 0
    ]


@pytest.fixture(scope="session")
def postgresql() -> str:
    """The URL in TEST_DATABASE_URL of a PostgreSQL server on which databases may be made.

    Without the variable the test is skipped. With it, a server that does not answer is a failure.
    """
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        pytest.skip("TEST_DATABASE_URL is not set: NOTHING WAS TRIED ON POSTGRESQL")
    with psycopg.connect(url.replace("+asyncpg", ""), connect_timeout=5):
        return url
