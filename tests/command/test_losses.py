"""What git does not show of a project, and what happens while an update is at work, is not lost."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.following import ANSWERS, FILES, Following

OURS = "name = acme\n\n\nlength = 88\n\n\nlast = 1\n"


def release(project: Following) -> None:
    """Release a version that changes a line that the project has changed too."""
    project.replace("settings.txt", "length = 100", "length = 88")
    project.commit("Ours")
    project.template.replace("template/settings.txt.jinja", "length = 100", "length = 120")
    project.template.replace("template/deep/part.txt", "three", "3")
    project.template.release("v1.1.0")


def worktrees(project: Following) -> int:
    """How many copies of the repository git knows of."""
    return project.git("worktree", "list", "--porcelain").count("worktree ")


def test_rejected_changes_of_people_are_theirs(unmade: Following) -> None:
    root = unmade.path
    root.mkdir()
    unmade.git("init", "--quiet", "--initial-branch=main")
    unmade.write("other/settings.txt", "theirs\n")
    unmade.write(".gitignore", "*.rej\n")
    unmade.commit("Before")
    unmade.path = root / "apps" / "one"
    unmade.make()
    release(unmade)
    (root / "other" / "settings.txt").write_text("work\n")
    rejected = [root / "other" / "settings.txt.rej", unmade.path / "settings.txt.rej"]
    for path in rejected:
        path.write_text("rejected by hand\n")

    assert unmade.run("update").code == 1

    assert (root / "other" / "settings.txt").read_text() == "work\n"
    assert {path.read_text() for path in rejected} == {"rejected by hand\n"}
    assert "UU apps/one/settings.txt" in unmade.git("status", "--porcelain")
    assert "length = 88" in unmade.git("show", ":2:./settings.txt")
    assert "length = 120" in unmade.git("show", ":3:./settings.txt")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_changes_of_a_file_that_is_no_text_to_git_are_kept(
    project: Following, encoding: str
) -> None:
    template = project.template.path / "template" / "wide.txt"
    template.write_text("one\n", encoding=encoding)
    project.template.release("v1.0.1")
    project.run("update")
    (project.path / "wide.txt").write_text("ours\n", encoding=encoding)
    project.commit("Ours")
    template.write_text("two\n", encoding=encoding)
    project.template.release("v1.1.0")

    done = project.run("update", "--json")

    assert (project.path / "wide.txt").read_text(encoding=encoding) == "ours\n"
    (missed,) = json.loads(done.out)["missed"]
    assert (missed["path"], "no text" in missed["why"]) == ("wide.txt", True)
    assert project.run("conflicts").code == 0


def test_changes_that_an_attribute_keeps_out_of_diffs_are_merged(project: Following) -> None:
    project.replace("deep/part.txt", "five", "5")
    release(project)
    (project.home / "attributes").write_text("*.txt -diff\n", encoding="utf-8")
    project.git("config", "core.attributesFile", str(project.home / "attributes"))

    assert project.run("update").code == 1

    assert project.read("deep/part.txt") == "one\ntwo\n3\nfour\n5\n"
    assert "length = 88" in project.read("settings.txt")
    assert project.run("conflicts").out == "settings.txt: conflict markers\n"


def test_changes_that_a_filter_hides_are_refused(project: Following) -> None:
    project.write(".gitattributes", "settings.txt filter=hide\n")
    project.commit("Hide")
    release(project)
    project.git("config", "filter.hide.clean", "sed s/hidden/88/")
    project.replace("settings.txt", "length = 88", "length = hidden")
    project.git("add", "settings.txt")
    assert project.clean()

    refused = project.run("update")

    assert (refused.code, "    settings.txt" in refused.err) == (2, True)
    assert "length = hidden" in project.read("settings.txt")
    assert project.clean()
    assert worktrees(project) == 1


EDITOR = """#!/bin/sh
case "$*" in *apply*) echo late >>"$TARGET/settings.txt"; echo >"$TARGET/new.txt" ;; esac
exec "$GIT" "$@"
"""


def test_what_people_write_meanwhile_is_theirs(project: Following) -> None:
    release(project)

    refused = project.start("update", **project.meddler(EDITOR))

    assert (refused.code, "    settings.txt" in refused.err) == (2, True)
    assert project.read("settings.txt") == f"{OURS}late\n"
    assert "three" in project.read("deep/part.txt")
    assert "did not finish" not in project.run("status").err


COMMITTER = """#!/bin/sh
case "$*" in
  *apply*) (cd "$TARGET" && "$GIT" commit --quiet --allow-empty --message Late) ;;
esac
exec "$GIT" "$@"
"""


def test_a_commit_meanwhile_is_not_mixed_with_the_update(project: Following) -> None:
    release(project)

    refused = project.start("update", **project.meddler(COMMITTER))

    assert (refused.code, "HEAD is at" in refused.err) == (2, True)
    assert project.clean()
    assert project.run("update").code == 1


KILLER = """#!/bin/sh
case "$*" in *apply*) kill -9 $PPID ;; esac
exec "$GIT" "$@"
"""


def test_an_update_that_is_killed_at_work_has_changed_nothing(project: Following) -> None:
    release(project)

    killed = project.start("update", **project.meddler(KILLER))

    assert killed.code == -signal.SIGKILL
    assert project.clean()
    assert project.run("update").code == 1
    assert worktrees(project) == 1


WAITER = """#!/bin/sh
case "$*" in *apply*) touch "$TARGET.reached"; exec sleep 600 ;; esac
exec "$GIT" "$@"
"""


def test_an_update_that_is_ended_leaves_nothing(project: Following) -> None:
    release(project)
    reached, scratch = Path(f"{project.path}.reached"), project.home / "scratch"
    scratch.mkdir()
    environment = {**os.environ, **project.meddler(WAITER), "TMPDIR": str(scratch)}
    command = [sys.executable, "-m", "groundplan", "update"]
    with subprocess.Popen(command, cwd=project.path, env=environment) as running:
        while not reached.exists():
            assert running.poll() is None
            time.sleep(0.05)
        running.terminate()

    assert running.returncode == 2
    assert project.clean()
    assert worktrees(project) == 1
    assert not list(scratch.glob("groundplan-*"))


def test_an_answers_file_that_git_ignores_is_refused(project: Following) -> None:
    release(project)
    project.git("rm", "--quiet", "--cached", ANSWERS)
    project.write(".gitignore", f"*.log\n{ANSWERS}\n")
    project.commit("Ignore it")

    refused = project.run("update")

    assert (refused.code, f"Git ignores {ANSWERS}" in refused.err) == (2, True)
    assert "_commit: v1.0.0" in project.read(ANSWERS)


@pytest.mark.parametrize("folder", ["", "apps/{% raw %}[x] é'"])
def test_a_folder_may_be_called_anything(unmade: Following, folder: str) -> None:
    root = unmade.home / "odd [x] {{ y }} é' *"
    root.mkdir()
    unmade.path = root
    unmade.git("init", "--quiet", "--initial-branch=main")
    unmade.path = root / folder
    unmade.make()
    release(unmade)

    assert unmade.run("update").code == 1
    assert "<<<<<<<" in unmade.read("settings.txt")
    assert "3\n" in unmade.read("deep/part.txt")


def test_a_linked_folder_is_not_written_through(project: Following) -> None:
    release(project)
    outside = project.home / "outside"
    (project.path / "deep").rename(outside)
    (project.path / "deep").symlink_to(outside)
    project.commit("Keep it elsewhere")
    project.template.write("template/deep/new.txt", "new\n")
    project.template.release("v1.2.0")

    done = project.run("update", "--json")

    assert not (outside / "new.txt").exists()
    assert "three" in (outside / "part.txt").read_text(encoding="utf-8")
    (missed,) = json.loads(done.out)["missed"]
    assert (missed["path"], missed["why"]) == ("deep/part.txt", "deep is a link")
    assert "+3" in missed["change"]


def test_a_linked_file_stays_one(project: Following) -> None:
    release(project)
    (project.path / "deep" / "part.txt").rename(project.path / "part.txt")
    (project.path / "deep" / "part.txt").symlink_to("../part.txt")
    project.commit("Keep it elsewhere")

    done = project.run("update", "--json")

    assert (project.path / "deep" / "part.txt").is_symlink()
    assert "three" in project.read("part.txt")
    assert "deep/part.txt is a link" in json.loads(done.out)["missed"][0]["why"]


def test_line_ends_stay(project: Following) -> None:
    release(project)
    path = project.path / "deep" / "part.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    project.git("config", "core.autocrlf", "true")
    project.git("add", "--renormalize", ".")
    assert project.clean()

    assert project.run("update").code == 1
    assert path.read_bytes() == b"one\r\ntwo\r\n3\r\nfour\r\nfive\r\n"


def test_an_answer_that_nobody_asks_for_is_refused(project: Following) -> None:
    release(project)

    refused = project.run("update", "--data", "comand=true")

    assert (refused.code, "comand" in refused.err) == (2, True)
    assert "Is it command?" in refused.err
    assert project.clean()


def test_a_working_tree_beside_another_is_a_project_too(project: Following) -> None:
    release(project)
    beside = project.home / "beside"
    project.git("worktree", "add", "--quiet", "-b", "beside", str(beside))

    project.path = beside

    assert project.run("update").code == 1
    assert project.read("deep/part.txt") == FILES["template/deep/part.txt"].replace("three", "3")
    assert worktrees(project) == 2


def test_a_submodule_is_a_project_too(project: Following) -> None:
    release(project)
    outer = project.home / "outer"
    outer.mkdir()
    source, project.path = project.path, outer
    project.git("init", "--quiet", "--initial-branch=main")
    project.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(source), "inner"
    )
    project.commit("Outer")
    project.path = outer / "inner"

    assert project.run("update").code == 1
    assert "3\n" in project.read("deep/part.txt")


@pytest.mark.parametrize("command", ["status", "update", "conflicts", "drift"])
def test_a_repository_of_somebody_else_is_called_that(project: Following, command: str) -> None:
    ran = project.start(command, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")

    assert (ran.code, "git init" in ran.err) == (2, False)
    assert "dubious ownership" in ran.err


def test_settings_of_git_that_are_broken_are_called_that(project: Following) -> None:
    (project.home / "gitconfig").write_text("[user\n", encoding="utf-8")

    for command in ("status", "update", "drift"):
        ran = project.start(command, GIT_CONFIG_GLOBAL=str(project.home / "gitconfig"))
        assert (ran.code, "bad config line" in ran.err) == (2, True), ran.err


def test_a_version_that_is_no_text_is_refused(project: Following) -> None:
    project.replace(ANSWERS, "_commit: v1.0.0", "_commit: [v1.0.0]")

    ran = project.run("status")
    assert (ran.code, "has no _commit" in ran.err) == (2, True)


def test_a_lock_of_git_is_named(project: Following) -> None:
    release(project)
    project.write(".git/index.lock", "")

    refused = project.run("update")

    assert (refused.code, "index.lock" in refused.err) == (2, True)
