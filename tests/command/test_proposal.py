"""The pull request for an update, made with a local repository and a stand-in for gh."""

import os
from base64 import b64encode
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from groundplan.following import pull_request
from groundplan.following.proposal import WORKFLOWS
from groundplan.following.update import Missed, Update
from tests.support.environment import run
from tests.support.following import Following

GH = """#!/bin/sh
for word; do printf '%s\\n' "$word"; done >> "$CALLS"
if [ "$1 $2" = "pr list" ]; then cat "$OPEN"; fi
if [ "$1 $3" = "auth get" ]; then echo username=gh; echo password=token; fi
"""
UV = """#!/bin/sh
echo "$*" >> "$CALLS"
echo "VIRTUAL_ENV=$VIRTUAL_ENV" >> "$CALLS"
echo 'unit          passed     1.0 s   unit tests pass'
echo 'lint          FAILED     1.0 s   no lint'
"""
BRANCH = pull_request.BRANCH


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """What was asked of GitHub's command line and of uv."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, text in (("gh", GH), ("uv", UV)):
        (tools / name).write_text(text, encoding="utf-8")
        (tools / name).chmod(0o755)
    (tmp_path / "calls").touch()
    (tmp_path / "open").touch()
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.setenv("OPEN", str(tmp_path / "open"))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    return lambda: (tmp_path / "calls").read_text(encoding="utf-8")


@pytest.fixture
def origin(project: Following) -> Path:
    """Where the project is pushed to."""
    folder = project.home / "origin.git"
    project.git("init", "--quiet", "--bare", "--initial-branch=main", str(folder))
    project.git("remote", "add", "origin", str(folder))
    project.git("push", "--quiet", "origin", "main")
    project.template.replace("template/settings.txt.jinja", "length = 100", "length = 120")
    project.template.release("v1.1.0")
    return folder


def propose(project: Following, *words: str) -> int:
    """Commit and push, as the two steps of the job do; the code of the first that fails."""
    project.git("switch", "--quiet", "main")
    version = project.template.version
    code = project.run("propose", "commit", "--version", version, "--gates", "| `lint` | x |").code
    return code or project.run("propose", "push", *words).code


def head(repository: Path, branch: str = BRANCH) -> str:
    """The commit of a branch; nothing if there is none."""
    return run(["git", "rev-parse", "--verify", "--quiet", branch], repository, check=False).stdout


@pytest.mark.usefixtures("origin")
def test_a_trial_hands_over_the_version_and_the_gates(
    project: Following, calls: Callable[[], str]
) -> None:
    ran = project.run("propose", "try")

    output = (project.home / "output").read_text(encoding="utf-8")
    assert ran.code == 0
    assert "\nv1.1.0\n" in output
    assert "| `lint` | FAILED |\n| `unit` | passed |" in output
    assert "run admin/scripts/check.py\nVIRTUAL_ENV=\n" in calls()


@pytest.mark.usefixtures("calls")
def test_nothing_newer_hands_over_nothing(project: Following) -> None:
    ran = project.run("propose", "try")

    assert (ran.code, "nothing to propose" in ran.out) == (0, True)
    assert not (project.home / "output").exists()


def test_one_pull_request_is_opened_and_kept_up_to_date(
    project: Following, origin: Path, calls: Callable[[], str]
) -> None:
    assert propose(project) == 0
    first = head(origin)
    assert "pr\ncreate\n--head\ntemplate-update\n--title\nUpdate the template to v1.1.0" in calls()
    assert "| `lint` | x |" in calls()
    assert "lock --no-build" in calls()

    (project.home / "open").write_text("7\n", encoding="utf-8")
    assert propose(project) == 0
    assert head(origin) == first
    assert "pr\nedit\n7\n--title" in calls()

    project.template.write("template/more.txt", "more\n")
    project.template.release("v1.2.0")
    assert propose(project) == 0
    assert head(origin) != first
    assert calls().count("create") == 1


def test_committing_asks_nothing_of_the_remote_and_of_github(
    project: Following, origin: Path, calls: Callable[[], str]
) -> None:
    origin.rename(project.home / "away.git")

    assert project.run("propose", "commit", "--version", "v1.1.0").code == 0
    assert "pr\n" not in calls()
    assert project.run("propose", "push").code == 2


class _Closed(BaseHTTPRequestHandler):
    """Lets nobody in, and keeps who asked."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.headers.get("Authorization", ""))
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="git"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.usefixtures("calls", "origin")
def test_the_push_logs_in_for_itself_alone(
    project: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = project.home / "gitconfig"
    settings.write_text('[credential]\n\thelper = "!echo username=other; echo password=x; #"\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    before = settings.read_text()
    project.run("propose", "commit", "--version", "v1.1.0")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Closed) as server:
        Thread(target=server.serve_forever).start()
        address = f"http://127.0.0.1:{server.server_port}/project.git"
        project.git("remote", "set-url", "origin", address)
        refused = project.run("propose", "push")
        server.shutdown()

    assert refused.code == 2
    assert f"Basic {b64encode(b'gh:token').decode()}" in _Closed.asked
    assert settings.read_text() == before


def test_a_pull_request_of_a_fork_is_nobody_of_ours(
    project: Following, calls: Callable[[], str], origin: Path
) -> None:
    assert (propose(project), bool(head(origin))) == (0, True)

    assert "number,isCrossRepository\n--jq\nmap(select(.isCrossRepository | not))" in calls()


@pytest.mark.usefixtures("calls")
def test_only_what_was_committed_is_pushed(project: Following, origin: Path) -> None:
    assert "propose commit` first" in project.run("propose", "push").err
    project.run("propose", "commit", "--version", "v1.1.0")
    project.commit("Something else")

    assert "not as it was committed" in project.run("propose", "push").err
    assert not head(origin)


@pytest.mark.usefixtures("calls")
def test_work_of_people_on_the_branch_is_kept(project: Following, origin: Path) -> None:
    propose(project)
    project.commit("Settle the conflicts")
    project.git("push", "--quiet", "origin", BRANCH)
    theirs = head(origin)
    project.git("switch", "--quiet", "main")
    project.run("propose", "commit", "--version", "v1.1.0")

    refused = project.run("propose", "push")

    assert (refused.code, "commits of people" in refused.err) == (2, True)
    assert head(origin) == theirs


@pytest.mark.usefixtures("calls")
def test_what_another_workflow_committed_on_top_is_kept(project: Following, origin: Path) -> None:
    propose(project)
    project.commit("Settle the conflicts")
    email = "41898282+github-actions[bot]@users.noreply.github.com"
    project.git("-c", f"user.email={email}", "commit", "--quiet", "--allow-empty", "-m", "Format")
    project.git("push", "--quiet", "origin", BRANCH)
    theirs = head(origin)
    project.git("switch", "--quiet", "main")
    project.run("propose", "commit", "--version", "v1.1.0")

    assert project.run("propose", "push").code == 2
    assert head(origin) == theirs


@pytest.mark.usefixtures("calls", "origin")
def test_a_local_branch_of_that_name_is_not_replaced(project: Following) -> None:
    project.git("switch", "--quiet", "--create", BRANCH)
    project.write("mine.txt", "work\n")
    project.commit("Mine")
    mine = head(project.path)
    project.git("switch", "--quiet", "main")

    refused = project.run("propose", "commit", "--version", "v1.1.0")

    assert (refused.code, "pushed nowhere" in refused.err) == (2, True)
    assert head(project.path) == mine


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("allowed", ["true", "false"])
def test_workflows_are_changed_by_a_token_that_may_only(
    project: Following, origin: Path, monkeypatch: pytest.MonkeyPatch, allowed: str
) -> None:
    project.template.write(f"template/{WORKFLOWS}/ci.yml", "on: push\n")
    project.template.release("v1.2.0")
    monkeypatch.setenv("GROUNDPLAN_MAY_CHANGE_WORKFLOWS", allowed)
    monkeypatch.setenv("GROUNDPLAN_VERSION", "v1.2.0")
    project.run("propose", "commit")

    ran = project.run("propose", "push")

    assert (ran.code == 0) is bool(head(origin)) is (allowed == "true")
    assert ("TEMPLATE_UPDATE_TOKEN" in ran.err) is (allowed == "false")


@pytest.mark.usefixtures("calls")
def test_a_version_that_is_an_option_is_refused(project: Following) -> None:
    assert "is no version" in project.run("propose", "commit", "--version=--help").err


@pytest.mark.usefixtures("origin")
def test_conflicts_and_missed_changes_are_in_the_pull_request(
    project: Following, calls: Callable[[], str]
) -> None:
    project.replace("settings.txt", "length = 100", "length = 88")
    project.git("rm", "--quiet", "deep/part.txt")
    project.commit("Drop it")
    project.template.replace("template/deep/part.txt", "three", "3")
    project.template.release("v1.2.0")

    assert propose(project) == 0

    assert "- settings.txt: conflict markers" in calls()
    assert "- deep/part.txt: deleted in" in calls()
    assert "`groundplan drift`" in calls()


def test_the_template_mentions_nobody_and_closes_nothing() -> None:
    done = Update(
        *("v1", "v2", "Fixes #1 and GH-2, thanks @somebody: https://x.y/o/r/pull/3"),
        *(["a.py: markers"], "abc"),
        missed=[Missed("b.py", "deleted by @them", "")],
    )

    text = pull_request.body(done, "| `unit` | passed |")

    assert not any(words in text for words in ("#1", "GH-2", "@somebody", "@them", "/pull/3"))
    assert "From v1 to v2" in text
    assert "- a.py: markers" in text
    assert "| `unit` | passed |" in text


def test_a_long_list_of_changes_fits_into_a_pull_request() -> None:
    many = [f"{number:0>80}.py: conflict markers" for number in range(900)]
    for done in (Update("v1", "v2", "x" * 70_000, [], "abc"), Update("v1", "v2", "", many, "abc")):
        text = pull_request.body(done, "")
        assert len(text) < 65_536
        assert "(shortened)" in text


def test_gates_that_could_not_run_are_not_called_green() -> None:
    assert pull_request.gate_table("", "no lock file") == "They could not run: no lock file"
