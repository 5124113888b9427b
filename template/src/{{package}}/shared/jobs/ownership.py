"""Who may see and command which jobs: everyone their own, an admin all."""

from typing import Any, Generic
from uuid import UUID

from pydantic import BaseModel

from ..auth import Principal
from ..errors import NotFoundError
from ..models.pages import Page
from .queue import JobQueue, JobT
from .schemas import Job, JobStatus


class OwnJobs(Generic[JobT]):
    """The jobs of a queue as one caller sees them; those of others are not there."""

    def __init__(self, queue: JobQueue[JobT], caller: Principal) -> None:
        """Show a queue to a caller."""
        self._queue = queue
        self._caller = caller

    async def submit(self, request: BaseModel, *, key: str | None = None) -> JobT:
        """Queue a job of the caller; see `JobQueue.submit`."""
        return await self._queue.submit(request, key=key, subject=self._caller.subject)

    async def get(self, job_id: UUID) -> JobT:
        """Return a job.

        Raises:
            NotFoundError: The caller has no such job.
        """
        job = await self._queue.get(job_id)
        if job.subject != self._caller.subject and not self._caller.is_admin:
            msg = f"there is no job {job_id}"
            raise NotFoundError(msg)
        return job

    async def list_newest(
        self, limit: int, cursor: str | None = None, status: JobStatus | None = None
    ) -> Page[Job]:
        """Return a page of the caller's jobs, for an admin of all; see `JobQueue.list_newest`."""
        subject = None if self._caller.is_admin else self._caller.subject
        return await self._queue.list_newest(limit, cursor, status, subject=subject)

    async def cancel(self, job_id: UUID) -> JobT:
        """Cancel a job; see `JobQueue.cancel`.

        Raises:
            NotFoundError: The caller has no such job.
            ConflictError: The job has succeeded or failed already.
        """
        await self.get(job_id)
        return await self._queue.cancel(job_id)

    async def metrics(self, job_id: UUID, *, offset: int = 0) -> list[dict[str, Any]]:
        """Return the figures that a job has reported; see `JobQueue.metrics`.

        Raises:
            NotFoundError: The caller has no such job.
        """
        await self.get(job_id)
        return await self._queue.metrics(job_id, offset=offset)
