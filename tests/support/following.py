"""A small template with versions, a project made from it, and the command run in it."""

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from copier import run_copy, run_update

from groundplan.__main__ import main
from tests.support.environment import run

ANSWERS = ".copier-answers.yml"

FILES = {
    "copier.yml": """\
_subdirectory: template
_skip_if_exists: [/notes.md]
_exclude:
  - "{{ 'jobs.txt' if not jobs }}"
  - "{{ 'command.txt' if not command }}"
  - "{{ 'both.txt' if not (jobs and command) }}"
  - "{{ 'orders.txt' if 'orders' not in parts }}"
jobs: {type: bool, default: false}
command: {type: bool, default: false}
parts: {type: str, default: ""}
parked: {type: str, default: ""}
name:
  type: str
  default: acme
  validator: "{{ 'A name is one word.' if ' ' in name }}"
""",
    "template/{{_copier_conf.answers_file}}.jinja": "{{ _copier_answers | to_nice_yaml }}",
    "template/settings.txt.jinja": "name = {{ name }}\n\n\nlength = 100\n\n\nlast = 1\n",
    "template/.env": "URL=here\n\n\nLEVEL=info\n",
    "template/.gitignore": "*.log\n",
    "template/notes.md": "# Notes\n",
    "template/jobs.txt.jinja": "jobs\n\n\n{{ 'asked by a command' if command else 'asked' }}\n",
    "template/command.txt": "command\n",
    "template/both.txt": "jobs by command\n",
    "template/orders.txt": "orders\n",
    "template/deep/part.txt": "one\ntwo\nthree\nfour\nfive\n",
}


@dataclass(frozen=True)
class Ran:
    """How the command ended and what it printed."""

    code: int
    out: str
    err: str


@dataclass
class Template:
    """A template under git.

    Attributes:
        path: Its folder.
        version: The last release.
    """

    path: Path
    version: str = field(default="", init=False)

    def write(self, name: str, text: str) -> None:
        """Write a file of it."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace a piece of text that is in a file once."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.write(name, text.replace(old, new))

    def release(self, version: str) -> None:
        """Commit all and tag it."""
        run(["git", "add", "--all"], self.path)
        run(
            ["git", "commit", "--quiet", "--allow-empty", "--message", f"Make {version}"], self.path
        )
        run(["git", "tag", version], self.path)
        self.version = version


@dataclass
class Following:
    """A project and the command in it.

    Attributes:
        template: The template.
        path: The project.
        home: A folder for what surrounds both.
        capture: What reads what the command prints.
        answers_file: The answers file.
    """

    template: Template
    path: Path
    home: Path
    capture: pytest.CaptureFixture[str]
    answers_file: str = ANSWERS

    def make(self, source: str = "", **answers: object) -> None:
        """Make the project and commit it."""
        run_copy(
            source or str(self.template.path),
            self.path,
            data=answers,
            answers_file=self.answers_file,
            defaults=True,
            quiet=True,
        )
        if run(["git", "rev-parse", "--git-dir"], self.path, check=False).returncode:
            self.git("init", "--quiet", "--initial-branch=main")
        self.commit("Start")

    def git(self, *words: str, check: bool = True) -> str:
        """Run git in it, under nobody's configuration."""
        return run(["git", *words], self.path, check=check).stdout

    def commit(self, message: str) -> None:
        """Commit all that git does not ignore."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--allow-empty", "--message", message)

    def read(self, name: str) -> str:
        """The text of a file."""
        return (self.path / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace a piece of text that is in a file once."""
        text = self.read(name)
        assert text.count(old) == 1
        self.write(name, text.replace(old, new))

    def answer(self, **answers: object) -> None:
        """Change answers as `copier update` does, and commit that."""
        run_update(
            self.path,
            data=answers,
            vcs_ref=self.template.version,
            answers_file=self.answers_file,
            defaults=True,
            overwrite=True,
            quiet=True,
        )
        self.commit(f"Answer {answers}")

    def run(self, *words: str, folder: Path | None = None) -> Ran:
        """Run the command in this process."""
        before, environment = Path.cwd(), dict(os.environ)
        os.chdir(folder or self.path)
        self.capture.readouterr()
        try:
            code = main(words)
        finally:
            os.chdir(before)
            os.environ.clear()
            os.environ.update(environment)
        printed = self.capture.readouterr()
        return Ran(code, printed.out, printed.err)

    def start(self, *words: str, **env: str) -> Ran:
        """Run the command in a process of its own, under an environment of a user."""
        command = [sys.executable, "-m", "groundplan", *words]
        done = run(command, self.path, check=False, env=env)
        return Ran(done.returncode, done.stdout, done.stderr)

    def meddler(self, script: str) -> dict[str, str]:
        """Put a script before git, and return the environment that makes the command run it.

        Args:
            script: A shell script, which finds git itself in `GIT` and the project in `TARGET`.
        """
        tool = self.home / "tools" / "git"
        tool.parent.mkdir(exist_ok=True)
        tool.write_text(script, encoding="utf-8")
        tool.chmod(0o755)
        return {
            "PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}",
            "GIT": shutil.which("git") or "git",
            "TARGET": str(self.path.resolve()),
        }

    def clean(self) -> bool:
        """Whether everything is as it was committed."""
        return not self.git("status", "--porcelain", "--untracked-files=all")

    def go_back(self, printed: str) -> None:
        """Run the commands that the command advises to go back with."""
        commands = [line.split() for line in printed.splitlines() if line.startswith("    git ")]
        for words in commands:
            if words[1] in ("restore", "clean"):
                self.git(*words[1:])


def small_template(path: Path) -> Template:
    """Make the small template with a release."""
    template = Template(path)
    for name, text in FILES.items():
        template.write(name, text)
    run(["git", "init", "--quiet", "--initial-branch=main"], path)
    template.release("v1.0.0")
    return template
