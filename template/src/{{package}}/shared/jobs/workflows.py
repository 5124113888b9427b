"""What a workflow is made with, so that its failures are told to those who can use them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar, cast

import structlog
from dbos import DBOS, PortableWorkflowError

from ..errors import AppError

TOLD = "told"
"""Marks a recorded error whose message is meant for whoever submitted the job."""

Function = TypeVar("Function", bound=Callable[..., Any])

log = structlog.get_logger(__name__)


def workflow(name: str) -> Callable[[Function], Function]:
    """Make a function, sync or async, the workflow of a service.

    Whoever submitted a job that fails is told the message of an error of the application's own. Any
    other error is for the log, where the job's identifier stands beside it.

    Args:
        name: The service's name.
    """

    def decorate(function: Function) -> Function:
        if iscoroutinefunction(function):

            @wraps(function)
            async def wait_for(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as given
                with _telling_failures():
                    return await function(*arguments, **options)

            return cast("Function", DBOS.workflow(name=name)(wait_for))

        @wraps(function)
        def run(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as given
            with _telling_failures():
                return function(*arguments, **options)

        return cast("Function", DBOS.workflow(name=name)(run))

    return decorate


@contextmanager
def _telling_failures() -> Iterator[None]:
    try:
        yield
    except AppError as error:
        raise PortableWorkflowError(str(error), type(error).__name__, TOLD) from error
    except Exception:
        log.exception("job failed", job=DBOS.workflow_id)
        raise
