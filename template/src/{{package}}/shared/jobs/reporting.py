"""What a running job says about itself; to be called by a workflow, between its steps."""

from collections.abc import Mapping
from typing import Any

from dbos import DBOS

from .schemas import Progress

METRICS = "metrics"


def report_progress(completed: int, total: int, message: str = "") -> None:
    """Say how far the job has come.

    Recorded like a step: a job that is resumed does not say again what it said before.

    Args:
        completed: Units done.
        total: Units in all.
        message: What is being done.
    """
    progress = Progress(completed=completed, total=total, message=message)
    DBOS.update_workflow_attributes(
        str(DBOS.workflow_id), {"progress": progress.model_dump()}, merge=True
    )


def report_metrics(values: Mapping[str, Any]) -> None:
    """Append figures to the job's metrics, which can be read while it runs.

    Args:
        values: Figures that JSON can hold.
    """
    DBOS.write_stream(METRICS, dict(values))
