"""What a release may do to the template, and what a project then gets."""

import io
from contextlib import redirect_stderr
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from copier import run_recopy, run_update

from tests.support import history
from tests.support.edits import BY_HAND, DELETED
from tests.support.history import TAGS, released_tags
from tests.support.losses import commit, git, update
from tests.support.macros import TABLE
from tests.support.matrix import Matrix
from tests.support.paths import ROOT
from tests.support.places import paths_here
from tests.support.soundness import ANSWERS_FILE
from tests.support.tables import losses_between, paths_at, paths_lost, table_at


@pytest.fixture(scope="module")
def updated(matrix: Matrix, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service, edited by its people, that went from the first version to the third."""
    project = matrix.project("service", TAGS[0], tmp_path_factory.mktemp("versions") / "project")
    update(project, TAGS[2])
    return project


def answers_of(project: Path) -> dict[str, object]:
    answers: dict[str, object] = yaml.safe_load((project / ANSWERS_FILE).read_text())
    return answers


def test_a_renamed_question_keeps_its_answer(updated: Path) -> None:
    answers = answers_of(updated)
    assert answers["author_email"] == "us@ours.example"
    assert "user_email" not in answers
    assert "us@ours.example" in (updated / "pyproject.toml").read_text()


def test_a_new_question_takes_its_default(updated: Path) -> None:
    assert answers_of(updated)["log_level"] == "INFO"


def test_a_new_seeded_file_is_written_once(updated: Path) -> None:
    added = updated / "src/acme/backend/items" / history.ADDED_SEEDED
    assert added.exists()
    assert not (updated / BY_HAND / history.ADDED_SEEDED).exists()


def test_a_moved_seeded_file_stays_where_it_is(updated: Path) -> None:
    old, new = history.MOVED_SEEDED
    assert (updated / old).exists()
    assert not (updated / new).exists()


def test_a_moved_managed_file_is_left_with_its_edits_out_of_use(updated: Path) -> None:
    old, new = history.MOVED
    assert "def shrug" in (updated / old).read_text()
    assert "def shrug" not in (updated / new).read_text()
    assert f"/{old}" in answers_of(updated)["parked"]  # type: ignore[operator]
    assert old in (updated / ".coveragerc").read_text()


def test_a_file_that_is_handed_over_stays_as_it_is(updated: Path) -> None:
    text = (updated / history.BECAME_SEEDED).read_text()
    assert "[*.ours]" in text
    assert "indent_size = 8" not in text


@pytest.mark.long
def test_what_was_moved_is_named_until_it_is_removed(matrix: Matrix, tmp_path: Path) -> None:
    old, new = history.MOVED
    project = matrix.project("service", TAGS[0], tmp_path / "project")
    said = io.StringIO()
    with redirect_stderr(said):
        run_update(project, vcs_ref=TAGS[2], defaults=True, overwrite=True)
    assert f"{old}: now {new}" in said.getvalue()
    commit(project, "Update")
    git(project, "rm", "--quiet", old)
    commit(project, "Move our edits")
    said = io.StringIO()
    with redirect_stderr(said):
        run_update(project, vcs_ref=TAGS[3], defaults=True, overwrite=True)
    assert old not in said.getvalue()
    assert history.REMOVED in said.getvalue()
    assert answers_of(project)["parked"] == f"/{history.REMOVED}"
    assert not (project / old).exists()


def test_what_people_delete_of_a_newer_version_stays_deleted(
    matrix: Matrix, tmp_path: Path
) -> None:
    project = matrix.project("service", TAGS[1], tmp_path / "project")
    added = project / "src/acme/backend/items" / history.ADDED_SEEDED
    added.unlink()
    commit(project, "We need no limits")
    update(project, TAGS[3])
    assert not added.exists()
    assert history.NEEDED in answers_of(project)["components"]  # type: ignore[operator]
    assert history.COMPONENT not in answers_of(project)["components"]  # type: ignore[operator]
    kept = project / "src/acme/shared" / history.COMPONENT / "__init__.py"
    assert "Changed right in it" in kept.read_text()


def test_recopy_keeps_what_is_seeded_and_shows_the_rest_in_the_diff(
    matrix: Matrix, tmp_path: Path
) -> None:
    project = matrix.project("library", TAGS[0], tmp_path / "project")
    own = git(project, "diff", "--name-only", "HEAD~").split()
    run_recopy(project, vcs_ref=TAGS[0], defaults=True, overwrite=True, quiet=True)
    status = git(project, "status", "--porcelain", "--untracked-files=all").splitlines()
    changed = dict(line.split(maxsplit=1)[::-1] for line in status)
    assert changed.pop(DELETED) == "??"
    assert changed.pop("tests/unit/summaries/test_description.py") == "??"
    managed = {"ruff.toml", history.REMOVED, history.BECAME_SEEDED}
    assert managed < set(changed) < set(own)
    assert not {"README.md", "docs/notes.md", "src/acme/summaries/description.py"} & set(changed)


def test_the_tables_of_two_versions_lose_nothing(matrix: Matrix) -> None:
    template = matrix.template(TAGS[0])
    tables = [table_at(template, tag) for tag in TAGS]
    for old, new in pairwise(tables):
        assert list(losses_between(old, new)) == []
    paths = [paths_at(template, tag) for tag in TAGS]
    versions = list(zip(tables, paths, strict=True))
    for old_version, new_version in pairwise(versions):
        assert list(paths_lost(*old_version, *new_version)) == []
    moved = history.MOVED[1].replace("src/acme", "/src/PACKAGE")
    assert f"{moved} is not written" in " ".join(paths_lost(*versions[2], *versions[1]))
    back = list(losses_between(tables[-1], tables[0]))
    assert f"/{history.BECAME_SEEDED} was seeded, and updates would reach it" in " ".join(back)
    assert f"/{history.MOVED_SEEDED[0]} is new" in " ".join(back)
    assert f"/{history.MOVED_SEEDED[1]} is seeded and is not there any more" in " ".join(back)
    lost = " ".join(paths_lost(*versions[-1], *versions[0]))
    assert f"/src/PACKAGE/shared/{history.NEEDED}/__init__.py is not written any more" in lost


def test_this_version_loses_nothing_of_the_last_release() -> None:
    tags = released_tags()
    if not tags:
        pytest.skip("git has no release of this repository: THERE IS NO TABLE TO COMPARE WITH")
    last = table_at(ROOT, tags[-1])
    assert list(losses_between(last, TABLE)) == []
    assert list(paths_lost(last, paths_at(ROOT, tags[-1]), TABLE, paths_here())) == []
