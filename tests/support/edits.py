"""What people do to a project between two updates, in every place where they may."""

import re
from collections.abc import Iterator
from pathlib import Path

BESIDE = "docs/notes.md"
DELETED = "docs/contributing.md"
BY_HAND = "src/acme/backend/byhand"
ROUTE = '''

@router.get("/{identifier}/colour")
async def colour_of(identifier: UUID) -> str:
    """Say which colour it has."""
    return f"blue, as {identifier}"
'''
FUNCTION = '''

def shrug() -> str:
    """Say that nobody knows."""
    return "Nobody knows."
'''
MODEL = '''

class OwnNote(Entity, Base):
    """A note of our own."""

    __tablename__ = "own_notes"

    words: Mapped[str] = mapped_column(String(77))
'''
MIGRATION = '''"""Create the table of our own notes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table("own_notes", sa.Column("words", sa.String(77), nullable=False))


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("own_notes")
'''


def append(path: Path, text: str) -> None:
    """Add text to the end of a file."""
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def substitute(path: Path, pattern: str, new: str) -> None:
    """Change what a pattern finds first in a file."""
    text, count = re.subn(
        pattern, new, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE
    )
    assert count, f"{path.name} has no {pattern!r}"
    path.write_text(text, encoding="utf-8")


def write(path: Path, text: str) -> None:
    """Write a file of one's own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def add_dependency(pyproject: Path, requirement: str) -> None:
    """Write a dependency to the list as `uv add` does: at the end, since the list is not sorted."""
    head, found, rest = pyproject.read_text(encoding="utf-8").partition("\ndependencies = [\n")
    block, end, tail = rest.partition("\n]")
    assert found
    assert end
    lines = [*block.splitlines(), f'    "{requirement}",']
    pyproject.write_text("".join([head, found, "\n".join(lines), end, tail]), encoding="utf-8")


def edit_anything(project: Path) -> None:
    """What can be done to any project."""
    append(project / "README.md", "\nOur own words about it.\n")
    substitute(project / "README.md", r"^# .*$", "# Our own title")
    (project / DELETED).unlink()
    write(project / BESIDE, "# Our own notes\n")
    add_dependency(project / "pyproject.toml", "cachetools>=6.2.1")
    substitute(project / "pyproject.toml", r'"mypy>=([0-9.]+)"', r'"mypy>=\1.1"')
    append(project / "pyproject.toml", '\n[tool.ours]\nanswer = "forty-two"\n')
    append(project / ".gitignore", "\n# Ours\n/our-results/\n")
    if (project / ".gitattributes").exists():
        append(project / ".gitattributes", "*.ours binary\n")
    append(project / ".editorconfig", "\n[*.ours]\nindent_size = 3\n")
    substitute(project / "ruff.toml", "max-args = .*", "max-args = 11")
    write(project / "admin/scripts/ours.py", '"""Our own script."""\n')


def edit_settings(project: Path) -> None:
    """What can be done to a project with settings and commands that run it."""
    (project / "docs/architecture.md").unlink()
    substitute(project / "pyproject.toml", r'"pydantic>=([0-9.]+)"', r'"pydantic>=\1.1"')
    append(project / ".env.production", "ACME_OURS=production\n")
    substitute(project / ".env.development", "LEVEL=DEBUG", "LEVEL=ERROR")
    append(next((project / "src/acme/manage").glob("failure*.py")), FUNCTION)
    append(project / "src/acme/config/base.py", "\n# Our own remark.\n")


def edit_services(project: Path, services: list[str]) -> None:
    """What can be done to a project with services."""
    append(project / "src/acme/shared/errors.py", "\n# Our own remark on errors.\n")
    append(project / "src/acme/backend/common/health.py", "\n# Our own remark on health.\n")
    write(project / BY_HAND / "__init__.py", '"""A service by hand."""\n')
    write(project / BY_HAND / "app.py", '"""Its application."""\n\nWHO = "byhand"\n')
    for name in services:
        service = project / "src/acme/backend" / name
        append(service / "routes.py", ROUTE)
        write(service / "rules.py", f'"""Our own rules of {name}."""\n')
        (project / "tests/unit/backend" / name / "test_routes.py").unlink()
        if (service / "models.py").exists():
            append(service / "models.py", MODEL)
            write(service / "migrations/0002_create_own_notes.py", MIGRATION)


def edit_components(project: Path) -> None:
    """What can be done to files of components: right in them, where no place of their own is."""
    for name in (
        "src/acme/shared/auth/guards.py",
        "src/acme/frontend/cli/client.py",
        "src/acme/shared/jobs/worker.py",
        "src/acme/shared/webhooks/__init__.py",
        "admin/deployment/docker/compose.yaml",
        ".github/workflows/ci.yml",
        "zensical.toml",
    ):
        if (project / name).exists():
            append(project / name, "\n# Changed right in it.\n")


def edit_package(package: Path) -> None:
    """What can be done to a package of the library and its tests."""
    project = package.parents[2]
    append(package / "description.py", FUNCTION)
    write(package / "rules.py", f'"""Our own rules of {package.name}."""\n')
    (project / "tests/unit" / package.name / "test_description.py").unlink()


def services_of(project: Path) -> Iterator[str]:
    """The services that a project has files of."""
    for path in sorted((project / "src/acme/backend").glob("*/app.py")):
        yield path.parent.name


def edit_project(project: Path) -> None:
    """Do everything to a project that can be done to it."""
    edit_anything(project)
    edit_components(project)
    if (project / "src/acme/config").exists():
        edit_settings(project)
    if services := list(services_of(project)):
        edit_services(project, services)
    for module in sorted(project.glob("src/acme/*/description.py")):
        edit_package(module.parent)
