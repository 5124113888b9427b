"""The table of worker processes."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ..models.base import Base, now


class JobWorkerRecord(Base):
    """A worker process and its sign of life.

    `beats` counts up while the process lives; zero means that it left in good order. It is
    compared for change, never with a clock, so the clocks of the hosts need not agree.
    """

    __tablename__ = "job_workers"

    executor_id: Mapped[str] = mapped_column(String(300), primary_key=True)
    beats: Mapped[int]
    seen_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
