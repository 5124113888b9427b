"""Durable background jobs: submitted to a queue, run by workers, recorded step by step.

`queue` is the side of the services, `worker` that of the worker processes, `reporting` what a
running job says about itself. They import DBOS, so this package does not import them: a process
loads only the side that it uses.
"""

from .schemas import Job, JobDetail, JobStatus, Progress

__all__ = ["Job", "JobDetail", "JobStatus", "Progress"]
