"""Signs of life of the workers, and what becomes of the jobs of one that gives none.

DBOS resumes the jobs of an executor only when that executor starts again. Here each worker process
is an executor of its own, and any worker takes over the jobs of one that fell silent.
"""

import asyncio
import os
import secrets
import socket
from collections.abc import Mapping
from time import monotonic

from ...config.base import JobsSettings
from ..database import Database
from .adoption import adopt_jobs, executors_at_work
from .repository import RELEASED, JobWorkerRepository


def unique_executor_id() -> str:
    """Return a name for this process that no other process has, or ever had."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


class Leases:
    """One worker's own lease and its watch over those of the others.

    A lease has run out when its count of beats did not change for `lease_seconds` by the watcher's
    own monotonic clock; the clocks of two hosts are never compared.
    """

    def __init__(self, database: Database, executor_id: str, settings: JobsSettings) -> None:
        """Watch over the workers in a database.

        Args:
            database: Where the workers' signs of life are stored; open.
            executor_id: The worker whose lease this is.
            settings: How long a lease lasts.
        """
        self._database = database
        self._executor_id = executor_id
        self._settings = settings
        self._watched: dict[str, tuple[int, float]] = {}

    async def take(self) -> None:
        """Begin the own lease. To be called before the worker takes its first job."""
        async with self._database.session() as session:
            await JobWorkerRepository(session).add(self._executor_id, RELEASED + 1)

    async def release(self) -> None:
        """End the own lease: what is left undone may be taken over at once."""
        async with self._database.session() as session:
            await JobWorkerRepository(session).release(self._executor_id)

    async def beat(self) -> None:
        """Renew the own lease, and take over the jobs of workers whose lease has run out."""
        at_work = await asyncio.to_thread(executors_at_work)
        async with self._database.session() as session:
            workers = JobWorkerRepository(session)
            if not await workers.beat(self._executor_id):
                await workers.add(self._executor_id, RELEASED + 1)
            beats = dict(await workers.beats())
            for executor_id in at_work - beats.keys():
                await workers.add(executor_id, RELEASED)
                beats[executor_id] = RELEASED
        for executor_id in self._run_out(beats, monotonic()):
            await self._take_over(executor_id, beats[executor_id])

    def _run_out(self, beats: Mapping[str, int], now: float) -> list[str]:
        """Return the workers that gave no sign of life for as long as a lease lasts."""
        watched = self._watched
        self._watched = {
            executor_id: (count, watched[executor_id][1])
            if executor_id in watched and watched[executor_id][0] == count
            else (count, now)
            for executor_id, count in beats.items()
            if executor_id != self._executor_id
        }
        return [
            executor_id
            for executor_id, (count, since) in self._watched.items()
            if count == RELEASED or now - since >= self._settings.lease_seconds
        ]

    async def _take_over(self, executor_id: str, beats: int) -> None:
        """Adopt a worker's jobs and forget the worker.

        Of several workers that try, one succeeds. Should that one fail half-way, the lost worker's
        lease runs out again, and the rest is adopted then.
        """
        async with self._database.session() as session:
            if not await JobWorkerRepository(session).claim(executor_id, beats):
                return
        await asyncio.to_thread(adopt_jobs, executor_id, self._settings.max_attempts)
        async with self._database.session() as session:
            await JobWorkerRepository(session).remove(executor_id, beats + 1)
