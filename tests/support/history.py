"""A history of the template: this version, and releases on top that do what real ones do."""

import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.support.environment import run
from tests.support.paths import ROOT
from tests.support.rendering import stage_template

FIRST = "v100.0.0"
TABLES = "extensions/tables.jinja"
OWNERSHIP = "extensions/ownership.jinja"
FILES = "extensions/files.jinja"
DEPENDENCIES = "extensions/dependencies.jinja"
PINS = "extensions/pins.jinja"
MANAGE = "template/src/{{package}}/manage"
RESOURCE = (
    "template/{% yield s from plan.each.resource %}.{% endyield %}"
    "/src/{{package}}/backend/{{s.name}}"
)
SHARED = "template/src/{{package}}/shared"

MOVED = ("src/acme/manage/failure.py", "src/acme/manage/failures.py")
"""A managed file that v100.2.0 moves."""
MOVED_SEEDED = ("AGENTS.md", "docs/agents.md")
"""A seeded file that v100.2.0 moves."""
ADDED_SEEDED = "limits.py"
"""What v100.1.0 adds to each service of kind `resource`."""
BECAME_SEEDED = ".editorconfig"
"""A file that v100.2.0 leaves to the project."""
REMOVED = ".gitattributes"
"""A file that v101.0.0 no longer has."""
COMPONENT = "webhooks"
"""A component that v100.1.0 adds and v101.0.0 drops."""
NEEDED = "quotas"
"""A component that v101.0.0 adds, and that services of kind `resource` need from then on."""

Change = Callable[[Path], None]


def edit(template: Path, name: str, old: str, new: str) -> None:
    """Replace a piece of text that must be in a file of the template once."""
    path = template / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"the history expects {old!r} once in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def substitute(template: Path, name: str, pattern: str, new: str) -> None:
    """Replace what a pattern finds first in a file of the template."""
    path = template / name
    text, count = re.subn(
        pattern, new, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE
    )
    assert count, f"the history expects {pattern!r} in {name}"
    path.write_text(text, encoding="utf-8")


def append(template: Path, name: str, text: str) -> None:
    """Add text to the end of a file of the template."""
    with (template / name).open("a", encoding="utf-8") as file:
        file.write(text)


def write(template: Path, name: str, text: str) -> None:
    """Add a file to the template."""
    path = template / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def add_row(template: Path, name: str, table: str, row: str) -> None:
    """Add the first row to a table."""
    substitute(template, name, rf"^(\{{%- set {table} = [\[{{])$", rf"\1\n  {row}")


def managed_row(path: str, component: str) -> str:
    """A row of the table of ownership."""
    return f'{{"path": "{path}", "of": ["{component}"]}},'


def bump_pins(template: Path) -> None:
    """Raise lower bounds and pins."""
    substitute(template, DEPENDENCIES, r"structlog>=([0-9.]+)", r"structlog>=\1.0")
    substitute(template, DEPENDENCIES, r"ruff>=([0-9.]+)", r"ruff>=\1,!=0.1")
    substitute(template, PINS, r"(prom/prometheus:v\d+\.\d+)\.\d+", r"\1.9")


def change_managed_files(template: Path) -> None:
    """Change files of several kinds: Python, settings of tools, what both sides edit."""
    edit(
        template,
        f"{MANAGE}/failure.py",
        '"""How a command ends when it cannot do what was asked."""',
        '"""How a command ends when it cannot do what it was asked to do."""',
    )
    edit(template, "template/ruff.toml.jinja", "max-args = 8 #", "max-args = 9 #")
    substitute(template, "template/.gitignore", r"^\.hypothesis/$", ".hypothesis/\n.hypotheses/")
    edit(
        template,
        "template/.env.development.jinja",
        "# What development sets for everyone: no secrets",
        "# What development sets for everybody: no secrets",
    )


def add_question(template: Path) -> None:
    """Ask for something new, with a default that changes nothing."""
    question = (
        "log_level:\n  type: str\n  help: What is logged in production\n"
        "  choices: [INFO, WARNING]\n  default: INFO\n\n"
    )
    edit(template, "copier.yml", "# Computed ---", f"{question}# Computed ---")
    edit(template, "template/.env.production.jinja", "LEVEL=INFO", "LEVEL={{ log_level }}")


def add_seeded_file(template: Path) -> None:
    """Let services of kind `resource` start with one file more."""
    write(
        template,
        f"{RESOURCE}/{ADDED_SEEDED}.jinja",
        '"""Limits of the {{ s.name }} service."""\n\nLARGEST_NAME = 100\n',
    )
    path = f"/src/PACKAGE/backend/PART/{ADDED_SEEDED}"
    add_row(template, OWNERSHIP, "files", f'{{"path": "{path}", "since": "100.1.0"}},')


def add_component(template: Path) -> None:
    """Offer a component."""
    add_row(
        template,
        TABLES,
        "components",
        f'"{COMPONENT}": {{"help": "calls", "words": "{COMPONENT}"}},',
    )
    folder = f"{SHARED}/{COMPONENT}"
    text = '"""What calls subscribers."""\n\nSUBSCRIBERS: tuple[str, ...] = ()\n'
    write(template, f"{folder}/__init__.py", text)
    add_row(
        template, OWNERSHIP, "files", managed_row(f"/src/PACKAGE/shared/{COMPONENT}/", COMPONENT)
    )


def rename_question(template: Path) -> None:
    """Ask an old question by another name; its answer is the default of the new one."""
    path = template / "copier.yml"
    text = path.read_text(encoding="utf-8").replace("user_email", "author_email")
    path.write_text(
        text.replace('"author_email": author_email', '"user_email": author_email'), encoding="utf-8"
    )
    edit(
        template,
        "copier.yml",
        "  default: developers@example.com\n",
        "  default: \"{{ user_email | default('developers@example.com') }}\"\n",
    )


def list_gone(template: Path, path: str) -> None:
    """Name a path that is no longer managed in the settings, as plain text."""
    line = '    {% if _copier_operation == "update" and not before -%}\n'
    edit(template, "copier.yml", line, f"{line}    {path}\n")


def move_managed_file(template: Path) -> None:
    """Move a file of the template, with what names it."""
    old, new = (name.replace("src/acme", "/src/PACKAGE") for name in MOVED)
    (template / MANAGE / "failure.py").rename(template / MANAGE / "failures.py")
    for path in (template / MANAGE).glob("*.py*"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("from .failure import", "from .failures import"), encoding="utf-8"
        )
    add_row(
        template, OWNERSHIP, "gone", f'{{"path": "{old}", "until": "100.2.0", "now": "{new}"}},'
    )
    list_gone(template, old.replace("PACKAGE", "*"))


def move_seeded_file(template: Path) -> None:
    """Write a seeded file to another place, in new projects."""
    old, new = MOVED_SEEDED
    (template / f"template/{old}.jinja").rename(template / f"template/{new}.jinja")
    edit(template, OWNERSHIP, f'"path": "/{old}"', f'"path": "/{new}", "was": "/{old}"')
    edit(template, "copier.yml", f"  - /{old}\n", f"  - /{new}\n")


def hand_over(template: Path) -> None:
    """Leave a managed file to the project's people."""
    substitute(
        template,
        OWNERSHIP,
        rf'"path": "/{re.escape(BECAME_SEEDED)}", "owner": "(managed|merged)", "own": ".*"',
        f'"path": "/{BECAME_SEEDED}", "owner": "seeded", "managed_until": "100.2.0"',
    )
    edit(template, "copier.yml", "_skip_if_exists:\n", f"_skip_if_exists:\n  - /{BECAME_SEEDED}\n")
    list_gone(template, f"/{BECAME_SEEDED}")
    edit(template, f"template/{BECAME_SEEDED}", "indent_size = 4", "indent_size = 8")


def drop_component(template: Path) -> None:
    """Stop offering a component."""
    substitute(template, TABLES, rf'^  "{COMPONENT}": .*\n', "")
    folder = template / SHARED / COMPONENT
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    substitute(template, OWNERSHIP, rf'^  {{"path": "/src/PACKAGE/shared/{COMPONENT}/".*\n', "")
    add_row(
        template,
        OWNERSHIP,
        "gone",
        f'{{"path": "/src/PACKAGE/shared/{COMPONENT}/", "until": "101.0.0"}},',
    )
    list_gone(template, f"/src/*/shared/{COMPONENT}/")


def need_component(template: Path) -> None:
    """Add a component that a kind of service needs from now on."""
    add_row(
        template,
        TABLES,
        "components",
        f'"{NEEDED}": {{"requires": "http", "help": "how much of what", "words": "{NEEDED}"}},',
    )
    edit(
        template,
        TABLES,
        '"resource": {"place": "service",',
        f'"resource": {{"place": "service", "needs": ["{NEEDED}"],',
    )
    folder = f"{SHARED}/{NEEDED}"
    text = '"""How much of what is allowed."""\n\nALLOWED = 1000\n'
    write(template, f"{folder}/__init__.py", text)
    add_row(template, OWNERSHIP, "files", managed_row(f"/src/PACKAGE/shared/{NEEDED}/", NEEDED))


def remove_managed_file(template: Path) -> None:
    """Stop writing a file."""
    (template / "template" / REMOVED).unlink()
    substitute(template, OWNERSHIP, rf'^  {{"path": "/{re.escape(REMOVED)}".*\n', "")
    add_row(template, OWNERSHIP, "gone", f'{{"path": "/{REMOVED}", "until": "101.0.0"}},')
    list_gone(template, f"/{REMOVED}")


VERSIONS: dict[str, tuple[Change, ...]] = {
    FIRST: (),
    "v100.1.0": (bump_pins, change_managed_files, add_question, add_seeded_file, add_component),
    "v100.2.0": (rename_question, move_managed_file, move_seeded_file, hand_over),
    "v101.0.0": (drop_component, need_component, remove_managed_file),
}
TAGS = list(VERSIONS)


def released_tags(repository: Path = ROOT) -> list[str]:
    """The releases of this repository, oldest first; none without git or tags."""
    command = ["git", "tag", "--list", "v[0-9]*", "--sort=version:refname"]
    if not (repository / ".git").exists():
        return []
    result = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    return [tag for tag in result.stdout.split() if re.fullmatch(r"v\d+\.\d+\.\d+", tag)]


def release(repository: Path, tag: str, changes: Iterable[Change] = ()) -> None:
    """Commit changes of a template as a release."""
    for change in changes:
        change(repository)
    run(["git", "add", "--all"], repository)
    run(["git", "commit", "--quiet", "--allow-empty", "--message", tag], repository)
    run(["git", "tag", tag], repository)


def write_history(destination: Path, *, tags: Iterable[str] = TAGS, source: Path = ROOT) -> Path:
    """Make a git repository of the template with its history.

    Args:
        destination: The folder to make.
        tags: The versions to release.
        source: The template as it is at the first release, with what is not committed.

    Returns:
        The destination.
    """
    stage_template(destination, source)
    run(["git", "init", "--quiet", "--initial-branch=main"], destination)
    for tag in tags:
        release(destination, tag, VERSIONS[tag])
    return destination
