"""An update: what is refused, what it keeps, what it says, and the way back."""

import json
import os
import signal
import subprocess
import sys

import pytest

from groundplan import reports
from groundplan.following.unfinished import LOCK, NOTE
from groundplan.following.update import Update
from tests.support.following import ANSWERS, Following, Ran

LOCAL_LEVEL = "URL=here\n\n\nLEVEL=debug\nMINE=1\n"


def release(project: Following) -> None:
    """Release a version that changes several files."""
    template = project.template
    template.replace("template/settings.txt.jinja", "length = 100", "length = 120")
    template.replace("template/deep/part.txt", "three", "3")
    template.replace("template/.env", "URL=here", "URL=there")
    template.write("template/new.txt", "new\n")
    template.release("v1.1.0")


def test_an_update_says_what_it_did_and_what_comes_next(project: Following) -> None:
    assert project.run("update").out.startswith("Up to date")
    release(project)
    project.replace("settings.txt", "last = 1", "last = 2")
    project.commit("Ours")

    done = project.run("update")

    assert done.code == 0
    assert "Updated from v1.0.0 to v1.1.0" in done.out
    assert "- Make v1.1.0" in done.out
    assert "groundplan drift" in done.out
    assert project.read("settings.txt") == "name = acme\n\n\nlength = 120\n\n\nlast = 2\n"
    assert project.read("new.txt") == "new\n"
    project.go_back(done.out)
    assert project.clean()
    assert not (project.path / "new.txt").exists()
    assert not list((project.path / ".git").glob(NOTE))


def test_a_conflict_has_a_code_and_both_sides(project: Following) -> None:
    release(project)
    project.replace("settings.txt", "length = 100", "length = 88")
    project.commit("Ours")

    done = project.run("update", "--json")

    assert done.code == 1
    assert json.loads(done.out)["conflicts"] == ["settings.txt: conflict markers"]
    listed = project.run("conflicts")
    assert (listed.code, listed.out) == (1, "settings.txt: conflict markers\n")
    assert project.run("conflicts", "--json").code == 1
    project.go_back(reports.of_update(Update("", "", "", [], "HEAD")).text)
    assert project.clean()
    assert "length = 88" in project.read("settings.txt")


def test_rejected_and_unmerged_files_are_conflicts(project: Following) -> None:
    assert project.run("conflicts").code == 0
    project.git("switch", "--quiet", "--create=theirs")
    project.write("notes.md", "theirs\n")
    project.commit("Theirs")
    project.git("switch", "--quiet", "main")
    project.git("rm", "--quiet", "notes.md")
    project.git("commit", "--quiet", "--message=Ours")
    project.write("file.py.rej", "")
    project.git("merge", "theirs", check=False)

    assert project.run("conflicts").out.splitlines() == [
        "notes.md: unmerged; `git add` it",
        "file.py.rej: rejected changes",
    ]


def test_answers_change_without_a_new_version(project: Following) -> None:
    release(project)

    done = project.run("update", "--vcs-ref", ":current:", "--data", "jobs=true")

    assert done.code == 0
    assert "_commit: v1.0.0" in project.read(ANSWERS)
    assert project.read("jobs.txt") == "jobs\n\n\nasked\n"
    assert "length = 100" in project.read("settings.txt")


def test_a_refused_answer_is_told_in_words_and_changes_nothing(project: Following) -> None:
    done = project.run("update", "-r", ":current:", "--data", "name=two words")

    assert done.code == 2
    assert "A name is one word." in done.err
    assert "Traceback" not in done.err
    assert project.clean()
    assert project.run("update", "--data", "name").code == 2


def test_work_that_is_not_committed_is_not_mixed_with_an_update(project: Following) -> None:
    release(project)
    for number in range(12):
        project.write(f"work{number:02}.txt", "")

    refused = project.run("update")

    assert refused.code == 2
    assert "not committed" in refused.err
    assert "work00.txt" in refused.err
    assert "and 2 more" in refused.err
    assert not (project.path / "new.txt").exists()


USERS = {
    "untracked files are not shown": "[status]\n\tshowUntrackedFiles = no\n",
    "colours are always on": "[color]\n\tui = always\n\tstatus = always\n\tgrep = always\n",
    "names are not quoted": "[core]\n\tquotePath = false\n[status]\n\tbranch = true\n",
    "patches look different": "[diff]\n\tnoprefix = true\n[apply]\n\twhitespace = fix\n",
}


@pytest.mark.parametrize("settings", USERS.values(), ids=USERS)
def test_git_is_not_asked_under_the_settings_of_its_user(project: Following, settings: str) -> None:
    release(project)
    project.replace("settings.txt", "last = 1", "last = 2  ")
    project.write("größe.txt", "ours\n")
    project.commit("Ours")
    (project.home / "gitconfig").write_text(settings, encoding="utf-8")
    env = {"GIT_CONFIG_GLOBAL": str(project.home / "gitconfig")}
    project.write("work.txt", "mine\n")

    refused = project.start("update", **env)
    assert refused.code == 2
    assert "?? work.txt" in refused.err
    assert "\x1b" not in refused.err
    assert project.read("work.txt") == "mine\n"

    (project.path / "work.txt").unlink()
    done = project.start("update", **env)
    assert (done.code, done.err.count("Traceback")) == (0, 0)
    assert "\x1b" not in done.out
    assert project.read("settings.txt") == "name = acme\n\n\nlength = 120\n\n\nlast = 2  \n"
    assert project.read("größe.txt") == "ours\n"
    project.write("a.txt", ">>>>>>> theirs\n")
    assert project.start("conflicts", **env).out == "a.txt: conflict markers\n"


@pytest.mark.parametrize("bit", ["--assume-unchanged", "--skip-worktree"])
def test_files_that_git_does_not_look_at_are_refused(project: Following, bit: str) -> None:
    release(project)
    project.git("update-index", bit, "settings.txt")
    project.replace("settings.txt", "length = 100", "length = 88")

    refused = project.run("update")

    assert refused.code == 2
    assert "settings.txt" in refused.err
    assert "length = 88" in project.read("settings.txt")


def test_a_bit_on_a_file_of_ones_own_is_nobodys_business(project: Following) -> None:
    project.write("mine.txt", "a\n")
    project.commit("Mine")
    project.git("update-index", "--skip-worktree", "mine.txt")
    project.write("mine.txt", "b\n")
    release(project)

    assert project.run("update").code == 0
    assert project.read("mine.txt") == "b\n"


@pytest.mark.parametrize("ever_tracked", [True, False])
def test_a_file_that_git_ignores_is_kept_as_it_is(project: Following, ever_tracked: bool) -> None:
    project.write(".gitignore", "*.log\n.en*\nnew.txt\n")
    project.git("rm", "--quiet", "--cached", ".env")
    project.commit("Ignore it")
    project.write(".env", LOCAL_LEVEL)
    if not ever_tracked:
        (project.path / ".env").unlink()
        project.write("new.txt", "mine\n")
    release(project)

    done = project.run("update")

    assert done.code == 0
    if ever_tracked:
        assert project.read(".env") == LOCAL_LEVEL
        assert "left as they are:\n\n    .env" in done.out
        assert "+URL=there" in done.out
    else:
        assert project.read("new.txt") == "mine\n"
        assert "left as they are:\n\n    new.txt" in done.out
    assert "length = 120" in project.read("settings.txt")


def test_names_that_look_like_patterns_are_kept_too(project: Following) -> None:
    name = "odd [x] {{ y }}*.txt"
    project.template.write("template/{% raw %}" + name + "{% endraw %}", "theirs\n")
    project.template.release("v1.1.0")
    project.write(".gitignore", "*.log\nodd*\n")
    project.commit("Ignore")
    project.write(name, "ours\n")

    assert project.run("update").code == 0
    assert project.read(name) == "ours\n"


def test_a_folder_where_the_template_has_a_file_is_refused(project: Following) -> None:
    release(project)
    project.write("new.txt/mine.txt", "mine\n")
    project.commit("Mine")

    refused = project.run("update")

    assert refused.code == 2
    assert "    new.txt" in refused.err
    assert project.clean()


def test_what_was_moved_or_deleted_misses_a_change_which_is_listed(project: Following) -> None:
    project.git("mv", "settings.txt", "moved.txt")
    project.commit("Move it")
    project.git("rm", "--quiet", "deep/part.txt")
    project.commit("Drop it")
    release(project)

    done = project.run("update", "--json")

    missed = {one["path"]: one for one in json.loads(done.out)["missed"]}
    assert missed.keys() == {"settings.txt", "deep/part.txt"}
    assert "moved to moved.txt in" in missed["settings.txt"]["why"]
    assert '"Drop it"' in missed["deep/part.txt"]["why"]
    assert "+length = 120" in missed["settings.txt"]["change"]
    assert not (project.path / "settings.txt").exists()


def test_an_update_starts_from_a_commit(project: Following) -> None:
    release(project)
    (project.path / ".git").rename(project.home / "git")

    refused = project.run("update")

    assert refused.code == 2
    assert "git init" in refused.err


def test_a_project_in_a_folder_of_a_repository_leaves_the_rest_alone(unmade: Following) -> None:
    root = unmade.path
    root.mkdir()
    unmade.git("init", "--quiet", "--initial-branch=main")
    unmade.write("other/settings.txt", "theirs\n")
    unmade.commit("Before")
    unmade.path = root / "apps" / "one"
    unmade.make()
    unmade.replace("settings.txt", "last = 1", "last = 2")
    unmade.commit("Ours")
    (root / "other" / "settings.txt").write_text("work\n")
    (root / "loose.txt").write_text("work\n")
    release(unmade)

    assert unmade.run("status").code == 1
    assert unmade.run("drift").code == 0
    done = unmade.run("update")

    assert done.code == 0
    assert unmade.read("settings.txt") == "name = acme\n\n\nlength = 120\n\n\nlast = 2\n"
    assert (root / "other" / "settings.txt").read_text() == "work\n"
    unmade.go_back(done.out)
    assert "length = 100" in unmade.read("settings.txt")
    assert (root / "other" / "settings.txt").read_text() == "work\n"
    assert (root / "loose.txt").read_text() == "work\n"
    unmade.write("settings.txt", "dirty\n")
    assert " M settings.txt" in unmade.run("update").err


KILLER = """#!/bin/sh
case "$(pwd -P) $*" in "$TARGET "*--index-info*) kill -9 $PPID ;; esac
exec "$GIT" "$@"
"""


def cut_off(project: Following) -> Ran:
    """Start an update that is killed when its files are written, and git not told of a conflict."""
    project.replace("settings.txt", "length = 100", "length = 88")
    project.commit("Ours")
    return project.start("update", **project.meddler(KILLER))


def test_an_update_that_was_killed_says_how_to_go_back(project: Following) -> None:
    release(project)
    assert cut_off(project).code == -signal.SIGKILL
    assert "length = 120" in project.read("settings.txt")

    again = project.run("update", "--vcs-ref", "v1.1.0")

    assert again.code == 2
    assert "did not finish" in again.err
    project.go_back(again.err)
    assert project.clean()
    assert "length = 88" in project.read("settings.txt")
    assert project.run("update").code == 1
    assert "length = 88" in project.read("settings.txt")


def test_an_update_that_was_killed_is_told_without_a_newer_version(project: Following) -> None:
    release(project)
    assert cut_off(project).code == -signal.SIGKILL

    assert "did not finish" in project.run("update").err


def test_an_update_that_was_killed_is_not_forgotten_by_looking_at_it(project: Following) -> None:
    release(project)
    cut_off(project)
    project.write("mine.txt", "work\n")

    assert "did not finish" in project.run("status").err
    looked = project.run("drift")
    assert (looked.code, "did not finish" in looked.err) == (2, True)
    assert "?? mine.txt" in looked.err
    assert "git stash --include-untracked" in looked.err
    assert "did not finish" in project.run("update").err


def test_each_project_of_a_repository_has_an_update_of_its_own(unmade: Following) -> None:
    root = unmade.path
    for name in ("one", "two"):
        unmade.path = root / name
        unmade.make()
        if name == "one":
            (unmade.path / ".git").rename(root / ".git")
            unmade.commit("All of it")
    release(unmade)
    unmade.path = root / "one"
    cut_off(unmade)
    unmade.path = root / "two"
    assert unmade.run("update").code == 0

    unmade.path = root / "one"
    assert "did not finish" in unmade.run("update").err


def test_a_link_that_leads_nowhere_is_kept(project: Following) -> None:
    project.git("rm", "--quiet", ".env")
    project.write(".gitignore", "*.log\n.env\nnew.txt\n")
    project.commit("Ignore")
    for name in (".env", "new.txt"):
        (project.path / name).symlink_to("nowhere")
    project.template.replace("template/.env", "LEVEL=info", "LEVEL=debug")
    project.template.write("template/new.txt", "new\n")
    release(project)

    done = project.run("update")

    assert done.code == 0
    assert all((project.path / name).is_symlink() for name in (".env", "new.txt"))
    assert "    new.txt" in done.out


def test_markers_that_were_there_before_are_no_conflict(project: Following) -> None:
    project.write("merge.md", "<<<<<<< ours\n=======\n>>>>>>> theirs\n")
    project.commit("Show what a conflict looks like")
    release(project)

    assert project.run("update").code == 0


def test_the_users_style_of_conflicts_is_not_ours(project: Following) -> None:
    project.git("config", "merge.conflictStyle", "diff3")
    project.replace("settings.txt", "length = 100", "length = 88")
    project.commit("Ours")
    release(project)

    assert project.start("update").code == 1
    assert "|||||||" not in project.read("settings.txt")


def test_names_that_no_terminal_shows_stop_nothing(project: Following) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    project.write(name, "<<<<<<< ours\n=======\n>>>>>>> theirs\n")
    project.commit("Add it")

    ran = project.start("conflicts", PYTHONIOENCODING="utf-8:strict")

    assert (ran.code, "caf" in ran.out) == (1, True)


def test_what_nobody_foresaw_ends_with_a_sentence(
    project: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError("not for you")

    monkeypatch.setattr("groundplan.cli.conflicts", fail)

    ran = project.run("conflicts")
    assert (ran.code, "Traceback" in ran.err) == (2, False)
    assert "PermissionError: not for you" in ran.err


def test_a_folder_that_is_not_there_is_named(project: Following) -> None:
    ran = project.run("status", "--project", "no/where")
    assert (ran.code, "no folder" in ran.err) == (2, True)


def test_an_update_that_was_killed_and_committed_is_told(project: Following) -> None:
    release(project)
    cut_off(project)
    project.commit("Oops")

    for command in ("status", "drift"):
        ran = project.run(command)
        assert "did not finish, and there are commits since" in ran.out + ran.err


def test_one_update_at_a_time(project: Following) -> None:
    release(project)
    code = (
        "import sys, filelock\n"
        "with filelock.FileLock(sys.argv[1]):\n print(1, flush=True)\n input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, project.path / ".git" / LOCK],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as held:
        assert held.stdout is not None
        held.stdout.readline()
        refused = project.run("update")
        held.communicate("\n")

    assert refused.code == 2
    assert "Another update" in refused.err
    assert project.run("update").code == 0
