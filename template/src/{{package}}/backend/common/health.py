"""Probes: is the process alive, and can it do its work?"""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Literal, TypeAlias

import structlog
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel

from .lifespan import Resource

State: TypeAlias = Literal["ok", "unavailable"]

CHECK_TIMEOUT_SECONDS = 2.0

log = structlog.get_logger(__name__)


class Liveness(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether the process can work, and the state of each thing that it depends on."""

    status: State
    checks: dict[str, State]


async def live() -> Liveness:
    """Tell that the process answers; it depends on nothing else."""
    return Liveness()


async def ready(request: Request, response: Response) -> Readiness:
    """Ask everything that the service depends on."""
    resources: Sequence[Resource] = request.app.state.resources
    states = await asyncio.gather(*(_state_of(resource) for resource in resources))
    checks = {resource.name: state for resource, state in zip(resources, states, strict=True)}
    status: State = "ok" if all(state == "ok" for state in states) else "unavailable"
    if status != "ok":
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return Readiness(status=status, checks=checks)


def install_probes(app: FastAPI) -> None:
    """Let the application answer the probes."""
    app.add_api_route("/health/live", live, tags=["health"])
    missing = {"model": Readiness, "description": "Something it depends on is missing."}
    app.add_api_route("/health/ready", ready, tags=["health"], responses={503: missing})


async def _state_of(resource: Resource) -> State:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_SECONDS):
            await resource.check()
    except Exception:
        log.warning("resource unavailable", resource=resource.name, exc_info=True)
        return "unavailable"
    return "ok"
