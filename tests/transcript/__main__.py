"""The command: plays a project's second year, and writes it into the document."""

import re
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support import history
from tests.support.paths import ROOT
from tests.support.rendering import stage_template
from tests.transcript.terminal import Terminal

DOCUMENT = ROOT / "docs" / "second-year.md"
SERVICE = "src/acme/backend/datasets"
TEST = "tests/unit/backend/datasets/test_age.py"
DELETED = "tests/e2e/backend/test_datasets.py"
UPDATE = "uvx copier update --defaults --vcs-ref :current:"
COMMAND_FILES = ("pyproject.toml", "uv.lock", "README.md", "LICENSE")
"""What the command is made from, beside its sources."""
AS_EDITOR = "ACME_TOKEN=$(uv run acme token --role editor) uv run acme"
OWN = f"{SERVICE} src/acme/backend/training tests/unit/backend/datasets tests/e2e/backend"
READY = "Everything is ready"
ROWS = (
    "import sqlite3;"
    " rows = sqlite3.connect('data/acme.sqlite3').execute('select name from datasets');"
    " print(rows.fetchall())"
)
GATES = "uv run admin/scripts/check.py"
INTRODUCTION = """\
# The second year of a project

A `platform` project is made and worked on, takes the next version of the template, gets a service,
loses and regains a component, and drops a service. All gates run at every step, and after each one
every line that its people wrote is looked for. `uv run python -m tests.transcript` plays it and
writes this page; nothing on it is edited but the times of the gates, which are left out. The
template here is a clone with two versions: `v1.0.0` is what this repository holds, `v1.1.0` raises
pins and changes managed files."""

ROUTE = '''

@router.get("/{identifier}/age", responses=problem_responses(404))
async def read_age(identifier: UUID, service: Reading) -> str:
    """Say in words how old a dataset is."""
    return await service.age(identifier)
'''
METHOD = '''    async def age(self, identifier: UUID) -> str:
        """Return in words how old one is.

        Raises:
            NotFoundError: There is none with that identifier.
        """
        record = await self._find(identifier)
        return humanize.naturaltime(datetime.now(UTC) - record.created_at)

    async def _find('''
OWN_TEST = '''"""How old a dataset is."""

from acme.backend.datasets.app import create_app
from acme.config import Settings

from ..conftest import ClientFor


async def test_a_new_dataset_is_of_now(settings: Settings, client_for: ClientFor) -> None:
    async with client_for(create_app(settings)) as client:
        created = await client.post("/datasets", json={"name": "young"})
        answer = await client.get(f"{created.headers['location']}/age")

    assert answer.json() == "now"
'''
CHANGELOG = """\
# Changelog

## 1.1.0

- Newer pins, and more arguments are allowed in a function.
"""
MINE = {
    f"{SERVICE}/routes.py": [line for line in ROUTE.splitlines() if line.strip()],
    f"{SERVICE}/service.py": [line for line in METHOD.splitlines() if line.strip()],
    TEST: OWN_TEST.splitlines(),
    "pyproject.toml": ["humanize"],
}
"""What its people wrote, and must find again after every step."""


class LostError(AssertionError):
    """Something of the project's people is gone."""


def release(template: Path) -> None:
    """Make a repository of the template with two versions."""
    stage_template(template)
    for name in COMMAND_FILES:
        shutil.copy(ROOT / name, template / name)
    history.run(["git", "init", "--quiet"], template)
    (template / "CHANGELOG.md").write_text("# Changelog\n")
    history.release(template, "v1.0.0")
    (template / "CHANGELOG.md").write_text(CHANGELOG)
    history.release(template, "v1.1.0", [history.bump_pins, history.change_managed_files])


def substitute(path: Path, old: str, new: str) -> None:
    """Replace a piece of text that is in a file once."""
    text = path.read_text()
    assert text.count(old) == 1, f"{path} has not once: {old}"
    path.write_text(text.replace(old, new))


def work(project: Path) -> None:
    """What people do to a project: a route, a method, a test."""
    with (project / SERVICE / "routes.py").open("a") as file:
        file.write(ROUTE)
    service = project / SERVICE / "service.py"
    substitute(service, "    async def _find(", METHOD)
    substitute(
        service,
        "from uuid import UUID\n",
        "from datetime import UTC, datetime\nfrom uuid import UUID\n",
    )
    substitute(service, "from ...shared.errors", "import humanize\n\nfrom ...shared.errors")
    (project / TEST).write_text(OWN_TEST)


class Year:
    """Plays the chapters, one after the other."""

    def __init__(self, terminal: Terminal, home: Path) -> None:
        """Play in a terminal whose home is an empty folder."""
        self.terminal = terminal
        self.home = home
        self.project = home / "acme"
        self.groundplan = f"uvx --from {home}/groundplan groundplan"

    def play(self) -> None:
        """Play everything."""
        release(self.home / "groundplan")
        self.make()
        self.change()
        self.take_next_version()
        self.add_service()
        self.switch_off_and_on()
        self.drop_service()

    def make(self) -> None:
        """Make the project."""
        self.terminal.say("## A project")
        self.terminal.run(
            "uvx copier copy --defaults --quiet --vcs-ref v1.0.0 --data preset=platform"
            f" {self.home}/groundplan acme",
        )
        self.terminal.run("cd acme && git init --quiet && uv sync --quiet")
        self.terminal.folder = self.project
        self.terminal.run("git add --all && git commit --quiet --message 'Start from the template'")
        self.terminal.run(GATES)

    def change(self) -> None:
        """Work on the project."""
        self.terminal.say("## Work")
        self.terminal.say(
            "A dependency, and a route with the method behind it and a test; one of the tests that"
            " the template wrote is deleted."
        )
        self.terminal.run("uv add --quiet humanize")
        work(self.project)
        self.terminal.run(f"git rm --quiet {DELETED}")
        self.terminal.run(f"{GATES} --fix --fast", quiet=True)
        self.terminal.run("git add --all && git diff --stat HEAD -- src tests pyproject.toml")
        self.check("Say how old a dataset is")
        self.terminal.say("A dataset is stored.")
        with self.terminal.running("uv run acme up", READY):
            self.terminal.run(f"{AS_EDITOR} datasets create name=first")

    def take_next_version(self) -> None:
        """Take the next version of the template."""
        self.terminal.say("## The next version")
        self.terminal.run(f"{self.groundplan} status; echo exit code $?")
        self.terminal.run(f"{self.groundplan} update")
        self.terminal.run("git diff --stat")
        self.check("Take version 1.1.0 of the template")

    def add_service(self) -> None:
        """Add a service."""
        self.terminal.say("## A service more")
        parts = "training:training, datasets:resource, exports:job"
        self.terminal.run(f"{UPDATE} --data 'parts={parts}'")
        self.check("Add the service exports")
        with self.terminal.running("uv run acme up", READY):
            self.terminal.run(f"{AS_EDITOR} exports submit limit=1000")
            self.terminal.run(f"{AS_EDITOR} datasets list")

    def switch_off_and_on(self) -> None:
        """Do without a component, and take it back."""
        every = components(self.project)
        without = ", ".join(name for name in every if name != "auth")
        for title, chosen, message in (
            ("## A component off", without, "Switch auth off"),
            ("## And on again", ", ".join(every), "Switch auth on"),
        ):
            self.terminal.say(title)
            self.terminal.run(f"{UPDATE} --data 'components=[{chosen}]'")
            self.check(message)
            with self.terminal.running("uv run acme up", READY):
                self.terminal.run(
                    "curl --silent --output /dev/null --write-out '%{http_code}'"
                    " http://127.0.0.1:45681/datasets"
                )

    def drop_service(self) -> None:
        """Drop a service."""
        self.terminal.say("## A service less")
        self.terminal.run(f"{UPDATE} --data 'parts=training:training, exports:job'")
        self.check("Drop the service datasets")
        with self.terminal.running("uv run acme up", READY):
            self.terminal.run("uv run acme datasets list || true")
        self.terminal.say("Its code is where it was, and so are its rows:")
        self.terminal.run(f"ls {SERVICE}")
        self.terminal.run(f'uv run python -c "{ROWS}"')
        self.terminal.run(f"{self.groundplan} drift")
        self.terminal.run(f"{UPDATE} --quiet && git status --short && echo Nothing to do.")

    def check(self, message: str) -> None:
        """Run the gates, look for everything of the project's people, and commit.

        Raises:
            LostError: If something is gone, or a deleted file is back.
        """
        self.terminal.run("uv sync --quiet", quiet=True)
        self.terminal.run(GATES)
        for name, lines in MINE.items():
            text = (self.project / name).read_text()
            if missing := [line for line in lines if line not in text]:
                raise LostError(f"{name} has lost {missing}")
        if (self.project / DELETED).exists():
            raise LostError(f"{DELETED} is back")
        if not message.startswith("Say"):
            self.terminal.run(f"git diff --quiet HEAD -- {OWN} && echo Mine is as it was.")
        self.terminal.run(f"{self.groundplan} conflicts && echo No conflicts.")
        self.terminal.run(f"git add --all && git commit --quiet --message '{message}'")


def components(project: Path) -> list[str]:
    """The components by the answers of a project."""
    text = (project / ".copier-answers.yml").read_text()
    return re.findall(r"^- (\w+)$", text, re.MULTILINE)


def main() -> None:
    """Play, and write the page."""
    with TemporaryDirectory(prefix="second-year-") as folder:
        terminal = Terminal(Path(folder).resolve())
        terminal.say(INTRODUCTION)
        try:
            Year(terminal, Path(folder).resolve()).play()
        except (RuntimeError, LostError):
            sys.stderr.write(terminal.page())
            raise
        DOCUMENT.write_text(terminal.page(), encoding="utf-8")


if __name__ == "__main__":
    main()
