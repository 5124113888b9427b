"""Usual edits of a project's people and of the template merge in the files that both edit."""

import configparser
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from copier import run_copy, run_update

from tests.support.answers import COMPONENTS
from tests.support.environment import run
from tests.support.macros import FILES, TABLE
from tests.support.rendering import Project
from tests.support.soundness import syntax_problems

UV = (
    ("add", "numpy>=2", "attrs>=25", "zstandard>=0.20"),
    ("add", "structlog>=26.2"),
    ("add", "--dev", "time-machine>=2", "coverage>=7"),
    ("add", "--group", "notebooks", "marimo>=0.9"),
    ("add", "--optional", "plots", "plotly>=6"),
    ("remove", "alembic"),
)
"""What is typed into a terminal, without the look into a package index."""

AT_THE_END = {
    ".coveragerc": "exclude_also =\n    def __repr__\n",
    ".editorconfig": "\n[*.tsv]\nindent_style = tab\n",
    ".env.development": "ACME_OWN__URL=http://localhost:9999\n",
    ".env.production": "\n# Our own\nACME_OWN__URL=https://own.example.com\n",
    ".env.testing": "ACME_OWN__URL=http://testing\n",
    ".gitattributes": "*.parquet binary\n",
    ".gitignore": "\n# Our own\n/scratch/\n",
    ".importlinter": (
        "\n[importlinter:contract:own]\nname = Our own\ntype = forbidden\nsource_modules =\n"
        "    acme.config\nforbidden_modules =\n    httpx2\n"
    ),
    ".pre-commit-config.yaml": (
        "      - id: own\n        name: our own\n        entry: 'true'\n        language: system\n"
    ),
    "mypy.ini": "plugins = pydantic.mypy\n\n[mypy-plotly.*]\nignore_missing_imports = true\n",
    "pyproject.toml": '\n[tool.own]\nspelling = "British"\n',
    "pytest.ini": "    ignore:our own:DeprecationWarning\nmarkers =\n    slow: takes minutes\n",
    "ruff.toml": '"notebooks/**" = ["T20"]\n\n[lint.extend-per-file-ignores]\n"own/**" = ["D"]\n',
}
INSIDE = {
    ".importlinter": [("    acme.shared\n\n", "    acme.shared\n    acme.reports\n\n")],
    "mypy.ini": [("strict = true\n", "strict = true\nsqlite_cache = true\n")],
    "pyproject.toml": [
        ('version = "0.1.0"', 'version = "4.2.0"'),
        ('acme = "acme.main:main"\n', 'acme = "acme.main:main"\nown = "acme.own:main"\n'),
        ('    "Typing :: Typed",\n', '    "Typing :: Typed",\n    "Topic :: Utilities",\n'),
        ('    "aiosqlite",\n', '    "aiosqlite",\n    "zstandard",\n'),
    ],
    "zensical.toml": [
        (
            '    { "Contributing" = "contributing.md" },\n',
            '    { "Contributing" = "contributing.md" },\n    { "Ours" = "ours.md" },\n',
        )
    ],
    "renovate.json": [
        (
            '      "enabled": false\n    }\n  ]',
            '      "enabled": false\n    },\n'
            '    {"description": "Ours", "matchPackageNames": ["numpy"], "automerge": true}\n  ]',
        )
    ],
    "ruff.toml": [
        ('    "W",      # whitespace\n', '    "W",      # whitespace\n    "YTT",    # versions\n'),
        ("are\n]\n\n", 'are\n    "TRY301", # our own\n]\n\n'),
        ("max-complexity = 9", "max-complexity = 8"),
    ],
    ".coveragerc": [("fail_under = 95", "fail_under = 97")],
    ".env.production": [("POOL_OVERFLOW=10", "POOL_OVERFLOW=20"), ("LEVEL=INFO", "LEVEL=WARNING")],
    "src/acme/config/services.py": [
        (
            "        # Written by hand:\n",
            '        # Written by hand:\n        ServiceSpec("own", port=45999, path="/own"),\n',
        )
    ],
    "src/acme/backend/worker.py": [
        ("    # Written by hand:\n", '    # Written by hand:\n    "own",\n'),
    ],
}
RELEASE = {
    "extensions/dependencies.jinja": [
        ("typer>=0.29.2", "typer>=0.30"),
        ("pydantic>=2.14.3", "pydantic>=2.15"),
        ('    {"when": "http",       "spec": "starlette>=1.10"},\n', ""),
        ('spec": "opentelemetry-sdk>=1.45.1"},\n', 'spec": "opentelemetry-sdk>=1.46"},\n'),
        (
            '    {"when": "database",   "spec": "sqlalchemy[asyncio]>=2.1.9"},\n',
            '    {"when": "database",   "spec": "sqlalchemy[asyncio]>=2.2"},\n'
            '    {"when": "database",   "spec": "sqlite-vec>=0.2"},\n',
        ),
        (
            '"spec": "ruff>=0.17.6"},\n',
            '"spec": "ruff>=0.18"},\n  {"when": "", "spec": "ty>=1"},\n',
        ),
    ],
    "template/.coveragerc.jinja": [("branch = true\n", "branch = true\nparallel = true\n")],
    "template/.editorconfig": [("[*.md]\n", "[*.lock]\nindent_size = 2\n\n[*.md]\n")],
    "template/.env.development.jinja": [
        ("# Your own", "{{ plan.prefix }}NEW=development\n# Your own"),
    ],
    "template/.env.production.jinja": [("# Logs\n", "# New\n{{ plan.prefix }}NEW=1\n\n# Logs\n")],
    "template/.env.testing.jinja": [
        ("{{ plan.prefix }}LOGGING", "{{ plan.prefix }}NEW=testing\n{{ plan.prefix }}LOGGING"),
    ],
    "template/.gitattributes": [("*.cmd", "*.new text\n*.cmd")],
    "template/.gitignore": [("Thumbs.db\n", "*.new\nThumbs.db\n"), (".cache/\n", "")],
    "template/.importlinter.jinja": [
        (
            "\n[importlinter:contract:cycles]",
            "\n[importlinter:contract:new]\nname = New\ntype = forbidden\nsource_modules =\n"
            "    acme.shared\nforbidden_modules =\n    typer\n\n[importlinter:contract:cycles]",
        )
    ],
    "template/.pre-commit-config.yaml": [
        ("  - repo: local\n", "      - id: check-toml\n  - repo: local\n"),
    ],
    "template/mypy.ini.jinja": [
        ("mypy_path = src\n", "mypy_path = src\nlocal_partial_types = true\n")
    ],
    "template/pytest.ini.jinja": [
        ("testpaths = tests\n", "testpaths = tests\nxfail_strict = true\n")
    ],
    "template/ruff.toml.jinja": [
        ('    "S",      # security\n', '    "S",      # security\n    "SLOT",   # slots\n'),
        ('"tests/**" = [\n', '"docs/**" = ["INP"]\n"tests/**" = [\n'),
        ("max-args = 8", "max-args = 7"),
    ],
    "template/renovate.json.jinja": [
        ('        "admin/scripts/**"', '        "admin/new/**",\n        "admin/scripts/**"')
    ],
    "template/zensical.toml.jinja": [("nav = [", 'copyright = "New"\nnav = [')],
    "template/pyproject.toml.jinja": [("uv_build>=0.13,<1", "uv_build>=0.14,<1")],
}
NEW = {
    ".coveragerc": ["parallel = true"],
    ".editorconfig": ["[*.lock]"],
    ".env.development": ["ACME_NEW=development"],
    ".env.production": ["ACME_NEW=1"],
    ".env.testing": ["ACME_NEW=testing"],
    ".gitattributes": ["*.new text"],
    ".gitignore": ["*.new"],
    ".importlinter": ["[importlinter:contract:new]"],
    ".pre-commit-config.yaml": ["      - id: check-toml"],
    "mypy.ini": ["local_partial_types = true"],
    "pytest.ini": ["xfail_strict = true"],
    "ruff.toml": [
        '    "SLOT",   # slots',
        '"docs/**" = ["INP"]',
        "max-args = 7 # most of them are given by name",
    ],
    "zensical.toml": ['copyright = "New"'],
    "renovate.json": ['        "admin/new/**",'],
    "pyproject.toml": [
        'requires = ["uv_build>=0.14,<1"]',
        '    "typer>=0.30",',
        '    "pydantic>=2.15",',
        '    "sqlalchemy[asyncio]>=2.2",',
        '    "sqlite-vec>=0.2",',
        '    "ruff>=0.18",',
        '    "ty>=1",',
    ],
}
OWN_DEPENDENCIES = ["numpy>=2", "attrs>=25", "zstandard>=0.20"]

GROWN = {
    "parts": "items:resource, datasets:resource, exports:job, training:training, sums:module",
    "components": list(COMPONENTS),
}
SHRUNK = {
    "parts": "training:training",
    "components": ["jobs", "cli"],
    "description": "Another sentence.",
    "user_name": "Somebody else",
    "license": "Apache-2.0",
    "python_min": "3.12",
}
JOBLESS = {"parts": "datasets:resource", "components": ["auth", "docker", "ci", "docs"]}
UPDATES = {
    "the next version": ("platform", {}),
    "parts and components dropped": ("platform", SHRUNK),
    "jobs dropped": ("platform", JOBLESS),
    "parts and components added": ("service", GROWN),
}


def replace(path: Path, pairs: list[tuple[str, str]]) -> None:
    text = path.read_text()
    for old, new in pairs:
        if old not in text:
            message = f"{path} has no {old!r}"
            raise ValueError(message)
        text = text.replace(old, new, 1)
    path.write_text(text)


def edit(project: Path) -> None:
    """Do what people do in a year."""
    for command in UV:
        run(["uv", command[0], "--frozen", *command[1:]], project)
    for name, pairs in INSIDE.items():
        if (project / name).exists():
            replace(project / name, pairs)
    for name, text in AT_THE_END.items():
        with (project / name).open("a") as file:
            file.write(text)


@pytest.mark.long
@pytest.mark.parametrize("label", UPDATES)
def test_the_edits_of_both_sides_merge(
    label: str, released: Path, tmp_path: Path, project_git: Callable[..., str]
) -> None:
    preset, answers = UPDATES[label]
    path = tmp_path / "project"
    worker = run_copy(
        str(released),
        path,
        data={"preset": preset, "updates": "renovate"},
        defaults=True,
        quiet=True,
    )
    names = [name for name in {*AT_THE_END, *INSIDE} if (path / name).exists()]
    rendered = {name: (path / name).read_text().splitlines() for name in names}
    edit(path)
    edited = {name: (path / name).read_text().splitlines() for name in names}
    for words in (["init", "-q"], ["add", "--all"], ["commit", "-q", "--message", "Ours"]):
        project_git(*words)
    for name, pairs in RELEASE.items():
        replace(released / name, pairs)
    run(["git", "commit", "--quiet", "--all", "--message", "Next"], released)
    run(["git", "tag", "v1.1.0"], released)

    run_update(path, data=answers, defaults=True, overwrite=True, quiet=True)

    conflicts = [line for line in project_git("status", "--short").splitlines() if line[:2] == "UU"]
    assert not conflicts, project_git("diff")
    project = Project(path, worker.answers.user["plan"])
    for name in names:
        text = (path / name).read_text()
        assert "<<<<<<<" not in text, name
        lines = text.splitlines()
        ours = [line for line in edited[name] if line not in rendered[name]]
        assert [line for line in ours if line not in lines] == [], name
        assert [line for line in NEW.get(name, []) if line not in lines] == [], name
        assert parses(name, text, project) == []
    data = tomllib.loads((path / "pyproject.toml").read_text())
    assert data["project"]["dependencies"][-3:] == OWN_DEPENDENCIES
    assert data["project"]["dependencies"][0] == "typer>=0.30"
    assert data["dependency-groups"]["dev"][-2:] == ["coverage>=7", "time-machine>=2"]
    assert data["project"]["version"] == "4.2.0"
    assert not [spec for spec in data["project"]["dependencies"] if spec.startswith("starlette")]


def parses(name: str, text: str, project: Project) -> list[str]:
    """Read a file as its tool does; what is there twice is refused."""
    if name in {".coveragerc", ".importlinter", "mypy.ini", "pytest.ini"}:
        configparser.ConfigParser(interpolation=None).read_string(text)
    return list(syntax_problems(name, text, project))


def test_every_file_that_updates_reach_has_a_place_for_own_changes() -> None:
    rows = [row for row in TABLE.rows if row["owner"] != "seeded"]
    assert [row["path"] for row in rows if not row.get("own")] == []


def test_every_merged_file_is_edited_by_both_sides_here() -> None:
    merged = [row["path"] for row in TABLE.rows if row["owner"] == "merged"]
    paths = {FILES.located(path, "acme")[1:] for path in merged}
    assert paths == {*AT_THE_END, *INSIDE}
    by_answers = {path for path in paths if path.startswith("src/")}
    assert paths - by_answers == set(NEW)
