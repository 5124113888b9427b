"""The `platform` project does its work, as whoever runs and uses it sees it."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError

import psycopg
import pytest

from tests.support.environment import Checkout
from tests.support.running import running

IMPATIENT = {
    "ACME_JOBS__POLL_SECONDS": "0.2",
    "ACME_JOBS__HEARTBEAT_SECONDS": "0.5",
    "ACME_JOBS__LEASE_SECONDS": "2",
    "ACME_JOBS__STOP_SECONDS": "1",
}
LONG_TRAINING = {
    "epochs": 40,
    "hyperparameters": {"seed": 7},
    "data": {"kind": "synthetic", "count": 4000, "features": 40},
}


@pytest.fixture
def postgresql_database(postgresql: str) -> Iterator[str]:
    """A new database on the server, dropped after the test."""
    server = postgresql.replace("+asyncpg", "")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS groundplan_platform WITH (FORCE)")
        connection.execute("CREATE DATABASE groundplan_platform")
        yield postgresql.rpartition("/")[0] + "/groundplan_platform"
        connection.execute("DROP DATABASE groundplan_platform WITH (FORCE)")


def use(project: Checkout, **env: str) -> None:
    """Do with a running system what its people would do in their first hour."""
    with running(project, ["training", "datasets"], **IMPATIENT, **env) as (
        system,
        (training, datasets),
    ):
        worker = system.start("worker")

        made = datasets("POST", "/datasets", {"name": "birds", "description": "songs of finches"})
        found = datasets("GET", "/datasets?q=FINCHES")
        assert [item["id"] for item in found["items"]] == [made["id"]]

        first = training("POST", "/training", {"epochs": 5})
        done = training.wait(f"/training/{first['id']}", lambda job: job["status"] == "succeeded")
        assert (done["progress"]["completed"], done["progress"]["total"]) == (5, 5)
        losses = [each["loss"] for each in training("GET", f"/training/{first['id']}/metrics")]
        assert len(losses) == 5
        assert losses[-1] < losses[0]

        keyed = {"Idempotency-Key": "second"}
        second = training("POST", "/training", LONG_TRAINING, **keyed)
        assert training("POST", "/training", LONG_TRAINING, **keyed)["id"] == second["id"]
        training.wait(f"/training/{second['id']}", under_way)
        training("POST", f"/training/{second['id']}/cancel")
        training.wait(f"/training/{second['id']}", lambda job: job["status"] == "cancelled")
        with pytest.raises(HTTPError, match="409"):
            training("POST", f"/training/{first['id']}/cancel")

        third = training("POST", "/training", LONG_TRAINING)
        before = training.wait(f"/training/{third['id']}", under_way)
        worker.kill()
        worker.wait()
        assert training("GET", f"/training/{third['id']}")["status"] == "running"
        system.start("worker")
        after = training.wait(f"/training/{third['id']}", lambda job: job["status"] == "succeeded")
        assert after["progress"]["completed"] == LONG_TRAINING["epochs"]
        epochs = [each["epoch"] for each in training("GET", f"/training/{third['id']}/metrics")]
        assert epochs == list(range(1, 41))
        assert before["progress"]["completed"] < after["progress"]["completed"]


def under_way(job: Any) -> bool:
    """Whether a job is running and has reported something."""
    return job["status"] == "running" and (job["progress"] or {}).get("completed", 0) >= 2


def test_a_killed_worker_loses_no_job_on_sqlite(installed: Callable[..., Checkout]) -> None:
    use(installed(preset="platform"))


def test_a_killed_worker_loses_no_job_on_postgresql(
    installed: Callable[..., Checkout], postgresql_database: str
) -> None:
    use(installed(preset="platform"), ACME_DATABASE__URL=postgresql_database)
