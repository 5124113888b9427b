"""The statements on the table of worker processes."""

from collections.abc import Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from .models import JobWorkerRecord

RELEASED = 0


class JobWorkerRepository:
    """Reads and writes the workers' signs of life within one session."""

    def __init__(self, session: AsyncSession) -> None:
        """Use the session of the caller, who commits it."""
        self._session = session

    async def beats(self) -> Mapping[str, int]:
        """Return the beats of every worker by its executor id."""
        columns = select(JobWorkerRecord.executor_id, JobWorkerRecord.beats)
        rows = await self._session.execute(columns)
        return {row.executor_id: row.beats for row in rows}

    async def add(self, executor_id: str, beats: int) -> None:
        """Insert a worker, unless it is there already."""
        record = JobWorkerRecord(executor_id=executor_id, beats=beats)
        try:
            async with self._session.begin_nested():
                self._session.add(record)
        except IntegrityError:
            return

    async def beat(self, executor_id: str) -> bool:
        """Count one more sign of life of a worker; False when there is no such worker."""
        counted = await self._session.scalar(
            update(JobWorkerRecord)
            .where(JobWorkerRecord.executor_id == executor_id)
            .values(beats=JobWorkerRecord.beats + 1)
            .returning(JobWorkerRecord.beats)
        )
        return counted is not None

    async def claim(self, executor_id: str, beats: int) -> bool:
        """Take a worker over if it still has these beats: of several who try, one succeeds."""
        claimed = await self._session.scalar(
            update(JobWorkerRecord)
            .where(JobWorkerRecord.executor_id == executor_id, JobWorkerRecord.beats == beats)
            .values(beats=beats + 1)
            .returning(JobWorkerRecord.beats)
        )
        return claimed is not None

    async def release(self, executor_id: str) -> None:
        """Mark a worker as gone, so that others need not wait for its lease to run out."""
        await self._session.execute(
            update(JobWorkerRecord)
            .where(JobWorkerRecord.executor_id == executor_id)
            .values(beats=RELEASED)
        )

    async def remove(self, executor_id: str, beats: int) -> None:
        """Delete a worker, unless it has given a sign of life since."""
        await self._session.execute(
            delete(JobWorkerRecord).where(
                JobWorkerRecord.executor_id == executor_id, JobWorkerRecord.beats == beats
            )
        )
