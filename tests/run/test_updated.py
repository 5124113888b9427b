"""Projects that people worked on run, and pass their gates, after an update."""

from pathlib import Path

import pytest
import yaml
from copier import VcsRef

from tests.support.edits import append, substitute, write
from tests.support.environment import Checkout, install
from tests.support.history import ADDED_SEEDED, TAGS
from tests.support.losses import Work, judge, seeded_by, update
from tests.support.matrix import Matrix, make_project
from tests.support.running import running
from tests.support.soundness import ANSWERS_FILE

MIGRATION = '''"""Add a colour."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    colour = sa.Column("colour", sa.String(30), nullable=False, server_default="")
    op.add_column("{service}", colour)


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_column("{service}", "colour")
'''
ROUTE = '''

@router.get("/{identifier}/size", responses=problem_responses(404))
async def size_of(identifier: UUID, service: Reading) -> str:
    """Say in words how long the description is."""
    return naturalsize(len((await service.get(identifier)).description))
'''


@pytest.fixture(scope="module")
def matrix(shared_path: Path) -> Matrix:
    """The history of the template."""
    return Matrix(shared_path)


def work_on(project: Checkout, service: str) -> None:
    """Give records a column, and the service a route that needs a new dependency."""
    folder = project.path / "src/acme/backend" / service
    append(
        folder / "models.py", '    colour: Mapped[str] = mapped_column(String(30), default="")\n'
    )
    substitute(
        folder / "schemas.py",
        r"^    created_at: datetime$",
        "    colour: str\n    created_at: datetime",
    )
    write(folder / "migrations/0002_add_a_colour.py", MIGRATION.replace("{service}", service))
    substitute(
        folder / "routes.py",
        "^from fastapi import (.*)$",
        r"from fastapi import \1\nfrom humanize import naturalsize",
    )
    append(folder / "routes.py", ROUTE)
    append(project.path / "src/acme/manage/failure.py", "\n\nOURS = 42\n")
    (project.path / f"tests/e2e/test_{service}.py").unlink(missing_ok=True)
    (project.path / "AGENTS.md").unlink()
    project.run("uv", "add", "--quiet", "humanize")
    project.commit("Work")


def work_of(project: Checkout) -> Work:
    """What people did, apart from the lock file, which each update makes anew."""
    work = Work.of(project.path)
    return Work(work.start, {name: text for name, text in work.now.items() if name != "uv.lock"})


def bring(
    project: Checkout, work: Work, to: str | VcsRef, matrix: Matrix, **answers: object
) -> None:
    """Update, and find nothing lost and no conflict."""
    start = yaml.safe_load(project.read(ANSWERS_FILE))["_commit"]
    project.plan.update(update(project.path, to, **answers))
    seeded = seeded_by(matrix.template(TAGS[0]), start)
    outcome = judge(project.path, work, seeded, project.plan, answers)
    assert (outcome.problems, outcome.conflicts) == ([], set())


def pass_gates(project: Checkout, *options: str) -> None:
    """Make the environment anew, and run the gates."""
    project.run("uv", "sync", "--quiet")
    project.run("git", "add", "--all")
    result = project.run("uv", "run", "admin/scripts/check.py", *options)
    assert "FAILED" not in result.stdout
    project.commit("Update")


def made(matrix: Matrix, preset: str, destination: Path) -> Checkout:
    """A project of the first version, with its environment."""
    plan = make_project(matrix.template(TAGS[0]), destination, preset, TAGS[0])
    return install(Checkout(destination, plan))


@pytest.mark.parametrize(
    "gates",
    [
        pytest.param(("unit", "types", "lint", "imports", "dependencies"), id="some gates"),
        pytest.param((), id="all gates", marks=pytest.mark.full),
    ],
)
def test_a_service_with_rows_takes_the_next_version_and_a_part_with_jobs(
    gates: tuple[str, ...], matrix: Matrix, tmp_path: Path
) -> None:
    project = made(matrix, "service", tmp_path / "project")
    with running(project, ["items"]) as (_, (items,)):
        rows = [items("POST", "/items", {"name": name}) for name in ("first", "second")]
    work_on(project, "items")
    parts = "items:resource, exports:job"
    bring(project, work_of(project), TAGS[1], matrix, parts=parts)
    pass_gates(project, *(word for gate in gates for word in ("--only", gate)))
    assert (project.path / "src/acme/backend/items" / ADDED_SEEDED).exists()
    with running(project, ["items", "exports"]) as (_, (items, exports)):
        for row in rows:
            assert items("GET", f"/items/{row['id']}") == row | {"colour": ""}
            assert items("GET", f"/items/{row['id']}/size") == "0 Bytes"
        assert exports("GET", "/exports")["items"] == []


@pytest.fixture
def platform(matrix: Matrix, tmp_path: Path) -> Checkout:
    """A platform of the first version that people worked on, with a row in its database."""
    project = made(matrix, "platform", tmp_path / "project")
    with running(project, ["training", "datasets"]) as (_, (_, datasets)):
        datasets("POST", "/datasets", {"name": "birds"})
    work_on(project, "datasets")
    return project


def names(project: Checkout) -> list[str]:
    """The names of the datasets, as the service says them."""
    with running(project, ["training", "datasets"]) as (_, (_, datasets)):
        return [row["name"] for row in datasets("GET", "/datasets")["items"]]


@pytest.mark.full
def test_a_platform_takes_a_version_and_goes_without_auth_and_with_it(
    platform: Checkout, matrix: Matrix
) -> None:
    work = work_of(platform)
    bring(platform, work, TAGS[2], matrix)
    pass_gates(platform)
    assert names(platform) == ["birds"]

    components = yaml.safe_load(platform.read(ANSWERS_FILE))["components"]
    rest = [name for name in components if name != "auth"]
    bring(platform, work, VcsRef.CURRENT, matrix, components=rest)
    pass_gates(platform)
    assert names(platform) == ["birds"]

    bring(platform, work, VcsRef.CURRENT, matrix, components=components)
    pass_gates(platform)
    assert names(platform) == ["birds"]


@pytest.mark.full
def test_a_platform_drops_a_service_and_takes_it_back_with_its_rows(
    platform: Checkout, matrix: Matrix
) -> None:
    work = work_of(platform)
    bring(platform, work, VcsRef.CURRENT, matrix, parts="training:training")
    pass_gates(platform)
    with running(platform, ["training"]) as (_, (training,)):
        assert training("GET", "/training")["items"] == []

    parts = "training:training, datasets:resource"
    bring(platform, work, VcsRef.CURRENT, matrix, parts=parts)
    pass_gates(platform)
    assert names(platform) == ["birds"]


@pytest.mark.full
def test_a_library_grows_a_service_and_lets_go_of_it(matrix: Matrix, tmp_path: Path) -> None:
    project = made(matrix, "library", tmp_path / "project")
    append(project.path / "src/acme/summaries/description.py", "\n\nOURS = 42\n")
    project.commit("Work")
    work = work_of(project)
    parts = "summaries:module, items:resource"
    bring(project, work, VcsRef.CURRENT, matrix, parts=parts)
    pass_gates(project)
    with running(project, ["items"]) as (_, (items,)):
        assert items("POST", "/items", {"name": "first"})["name"] == "first"

    bring(project, work, VcsRef.CURRENT, matrix, parts="summaries:module")
    assert (project.path / "src/acme/config/base.py").exists()
    assert "fastapi" not in project.read("pyproject.toml")
    pass_gates(project)
