"""The checks of soundness and residue see what they are there to see."""

from pathlib import Path

import pytest

from tests.support.rendering import Project, Renderer
from tests.support.residue import residue_of
from tests.support.soundness import problems_of

BROKEN = {
    "syntax of Python": ("tests/broken.py", "def f(:\n", "does not parse"),
    "newer grammar": ("tests/newer.py", '"""New."""\n\ntype X = int\n', "does not parse"),
    "syntax of TOML": ("broken.toml", 'a = "b\n', "does not parse"),
    "repeated TOML key": ("twice.toml", "a = 1\na = 2\n", "does not parse"),
    "syntax of YAML": ("broken.yaml", "a: [1\n", "does not parse"),
    "repeated YAML key": ("twice.yml", "a: 1\na: 2\n", "repeated keys: ['a']"),
    "syntax of JSON": ("broken.json", '{"a": 1,}\n', "does not parse"),
    "repeated JSON key": ("twice.json", '{"a": 1, "a": 2}\n', "repeated keys"),
    "syntax of an env file": (".env.broken", "not an assignment\n", "no assignments"),
    "syntax of a shell script": ("broken.sh", "if true; then\n", "does not parse"),
    "Dockerfile": ("Dockerfile", "FROM python\nRUN apt-get install curl\n", "does not parse"),
    "open code block": ("open.md", "# A\n\n```\ncode\n", "a code block is not closed"),
    "dead link": ("dead.md", "# A\n\n[there](nowhere.md)\n", "links to nowhere.md"),
    "template syntax": ("left.cfg", "{% if plan.x %}\n", "has template syntax"),
    "origin": ("origin.py", '"""Made with Copier."""\n', "names its origin"),
    "unfinished": ("later.py", '"""Done."""\n\nX = 1  # TODO: later\n', "is unfinished"),
    "trailing blanks": ("blanks.cfg", "a = 1 \n", "ends with blanks"),
    "no line feed at the end": ("cut.cfg", "a = 1", "does not end with one line feed"),
    "carriage returns": ("dos.cfg", "a = 1\r\n", "has carriage returns"),
    "two blank lines": ("litter.cfg", "a = 1\n\n\nb = 2\n", "has two blank lines"),
    "blank line first": ("first.cfg", "\na = 1\n", "starts with a blank line"),
    "empty file": ("empty.cfg", "", "is empty"),
    "unused import": ("tests/unused.py", '"""Doc."""\n\nimport os\n', "ruff check"),
    "layout of Python": ("tests/layout.py", '"""Doc."""\n\nX = {  "a":1}\n', "ruff format"),
    "package without modules": ("tests/bare/__init__.py", '"""Bare."""\n', "without modules"),
    "unrendered name": ("{{ s.name }}/a.cfg", "a = 1\n", "has an unrendered name"),
}


@pytest.fixture
def library(render: Renderer, tmp_path: Path) -> Project:
    """A sound project to break."""
    return render(preset="library").copy_to(tmp_path / "project")


@pytest.mark.parametrize("case", BROKEN)
def test_unsound_file_is_seen(library: Project, case: str) -> None:
    name, text, words = BROKEN[case]
    (library.path / name).parent.mkdir(exist_ok=True)
    (library.path / name).write_bytes(text.encode())
    assert [problem for problem in problems_of(library) if words in problem]


def test_empty_folder_is_seen(library: Project) -> None:
    (library.path / "left_over").mkdir()
    assert "left_over is an empty folder" in problems_of(library)


def test_text_that_is_not_utf8_is_seen(library: Project) -> None:
    (library.path / "latin.cfg").write_bytes("é\n".encode("latin-1"))
    assert "latin.cfg is not UTF-8" in problems_of(library)


def test_residue_is_seen(library: Project) -> None:
    folder = library.path / "src" / library.plan["package"] / "shared" / "auth"
    folder.mkdir(parents=True)
    (folder / "tokens.py").write_text('"""Tokens."""\n\nimport jwt\n')
    found = residue_of(library)
    assert "src/acme/shared/auth is there, though it is of ['settings', 'auth']" in found
    assert "src/acme/shared/auth/tokens.py speaks of auth, which is off" in found


def test_missing_component_is_seen(library: Project) -> None:
    library.plan["has"] |= {"settings": True, "auth": True}
    found = residue_of(library)
    assert "src/acme/shared/auth is missing, though it is of ['settings', 'auth']" in found
    assert "nothing speaks of auth, which is on" in found
