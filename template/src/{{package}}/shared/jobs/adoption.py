"""Jobs whose worker is gone, put back into their queues."""

from typing import Any

import structlog
from dbos import DBOS, WorkflowStatus

RUNNING = "PENDING"

log = structlog.get_logger(__name__)


def executors_at_work() -> set[str]:
    """Return the executor ids of all jobs that are running, according to the record."""
    running = DBOS.list_workflows(status=RUNNING, load_input=False, load_output=False)
    return {workflow.executor_id for workflow in running if workflow.executor_id is not None}


def adopt_jobs(executor_id: str, max_attempts: int) -> None:
    """Put the running jobs of a worker that is gone back into their queues.

    They go on after the last step that was recorded. If the worker is alive after all, what it
    still does for them is refused by DBOS: only the new owner of a job records steps.

    Args:
        executor_id: The worker that is gone.
        max_attempts: How many workers in a row a job may lose without progress before it is
            given up, so that a job which brings its workers down does not do so for ever.
    """
    orphans = DBOS.list_workflows(
        status=RUNNING, executor_id=executor_id, load_input=False, load_output=False
    )
    for orphan in orphans:
        lost = _lost_workers(orphan)
        if lost["times"] > max_attempts:
            log.error("job given up", job=orphan.workflow_id, lost_workers=max_attempts)
            DBOS.update_workflow_attributes(
                orphan.workflow_id, {"abandoned": max_attempts}, merge=True
            )
            DBOS.cancel_workflow(orphan.workflow_id)
        else:
            log.warning("job taken over", job=orphan.workflow_id, worker=executor_id)
            DBOS.update_workflow_attributes(orphan.workflow_id, {"lost": lost}, merge=True)
            _resume(orphan)


def _lost_workers(orphan: WorkflowStatus) -> dict[str, Any]:
    """Count the workers that the job lost in a row, since it last made progress."""
    attributes = orphan.attributes or {}
    completed = (attributes.get("progress") or {}).get("completed", 0)
    before = attributes.get("lost") or {"times": 0, "completed": completed}
    times = before["times"] if before["completed"] == completed else 0
    return {"times": times + 1, "completed": completed}


def _resume(orphan: WorkflowStatus) -> None:
    """Queue the job again, unless somebody cancels it at the same time.

    Resuming brings a cancelled job back to life. Who cancels says so in the attributes first, so
    whichever of the two comes last, the job ends up cancelled.
    """
    DBOS.resume_workflow(orphan.workflow_id, queue_name=orphan.queue_name)
    current = DBOS.get_workflow_status(orphan.workflow_id)
    if current is not None and (current.attributes or {}).get("cancelled"):
        DBOS.cancel_workflow(orphan.workflow_id)
