"""What a job looks like from outside."""

from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

RequestT = TypeVar("RequestT", bound=BaseModel)
ResultT = TypeVar("ResultT", bound=BaseModel)


class JobStatus(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def finished(self) -> bool:
        """Whether the job has come to its end, one way or another."""
        return self not in {JobStatus.QUEUED, JobStatus.RUNNING}


class Progress(BaseModel):
    """How far a job has come, in units of its own."""

    completed: int = Field(ge=0, description="Units done")
    total: int = Field(ge=0, description="Units in all")
    message: str = Field(default="", description="What is being done")


class Job(BaseModel):
    """A job as a list shows it."""

    id: UUID
    status: JobStatus
    progress: Progress | None = None
    subject: str | None = Field(default=None, description="Who submitted it")
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None


class JobDetail(Job, Generic[RequestT, ResultT]):
    """A job with what was asked for and what came of it."""

    request: RequestT
    result: ResultT | None = Field(default=None, description="What came of it, once succeeded")
    error: str | None = Field(default=None, description="Why it did not succeed")
