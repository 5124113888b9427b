"""All processes of a project with every kind run, and do what is to be tried first."""

import shlex
import shutil
from collections.abc import Callable

import pytest

from tests.support.answers import COMPONENTS, KINDS, typed, usual
from tests.support.environment import Checkout
from tests.support.running import running

NO_CURL = "curl IS NOT HERE: NO FIRST REQUEST WAS TRIED"
EVERYTHING = {"parts": typed(map(usual, KINDS)), "components": list(COMPONENTS)}


@pytest.mark.skipif(not shutil.which("curl"), reason=NO_CURL)
def test_all_run_and_answer_what_is_tried_first(installed: Callable[..., Checkout]) -> None:
    project = installed(**EVERYTHING)
    plan = project.plan
    services = [each["name"] for each in plan["processes"] if each["type"] == "service"]
    assert services == [part["name"] for part in plan["each"]["http"]]
    with running(project, services) as (system, callers):
        apis = dict(zip(services, callers, strict=True))
        others = [each["arguments"] for each in plan["processes"] if each["type"] == "worker"]
        workers = [system.start(*arguments) for arguments in others]
        variables = {f"{plan['prefix']}TOKEN": callers[0].token}
        variables |= {f"{plan['prefix']}{name.upper()}_URL": apis[name].url for name in services}

        for part in plan["each"]["part"]:
            if request := part["first"]["request"]:
                here = request.replace(f"http://127.0.0.1:{part['port']}", apis[part["name"]].url)
                token = f"Authorization: Bearer {callers[0].token}"
                curl = ["curl", "--fail-with-body", "--silent", "--show-error", "--header", token]
                assert project.run(*curl, *shlex.split(here)).stdout
            if command := part["first"]["command"]:
                run = ["uv", "run", plan["slug"], part["host"], *shlex.split(command)]
                assert project.run(*run, **variables).stdout

        for api in callers:
            assert api("GET", "/health/ready")["status"] == "ok"
        assert [worker.poll() for worker in workers] == [None] * len(workers)


def test_each_module_does_what_is_shown(installed: Callable[..., Checkout]) -> None:
    project = installed(**EVERYTHING)
    shown = [part["first"]["code"] for part in project.plan["each"]["package"]]
    assert any(shown)
    for lines in filter(None, shown):
        assert project.run("uv", "run", "python", "-c", "\n".join(lines)).stdout
