"""A project under git, and something that stands in for Copier in it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from admin.scripts import template_update, template_versions

Git = Callable[..., str]
UpdaterDoes = Callable[[str], None]

IDENTITY = ("-c", "user.name=Tester", "-c", "user.email=tester@example.com")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    answers = folder / ".copier-answers.yml"
    answers.write_text(f"_commit: v1\n_src_path: {tmp_path / 'template'}\n", encoding="utf-8")
    (folder / "notes.txt").write_text("ours\n", encoding="utf-8")
    return folder


@pytest.fixture
def git(project: Path) -> Git:
    def run(*words: str, cwd: Path = project) -> str:
        command = ["git", *IDENTITY, *words]
        done = subprocess.run(command, cwd=cwd, check=True, capture_output=True, encoding="utf-8")
        return done.stdout.strip()

    run("init", "--quiet", "--initial-branch=main")
    run("add", "--all")
    run("commit", "--quiet", "--message=Start")
    return run


@pytest.fixture
def template(tmp_path: Path, git: Git) -> Path:
    folder = tmp_path / "template"
    folder.mkdir()
    git("init", "--quiet", cwd=folder)
    for number in (1, 2):
        (folder / "file.txt").write_text(f"{number}\n", encoding="utf-8")
        git("add", "--all", cwd=folder)
        git("commit", "--quiet", f"--message=Make version {number}", cwd=folder)
        git("tag", f"v{number}", cwd=folder)
    return folder


@pytest.fixture
def updater_does(monkeypatch: pytest.MonkeyPatch) -> UpdaterDoes:
    def replace(code: str) -> None:
        head = "import sys, json; from pathlib import Path; asked = 'check-update' in sys.argv\n"
        for module in (template_update, template_versions):
            monkeypatch.setattr(module, "COPIER", (sys.executable, "-c", head + code))

    return replace
