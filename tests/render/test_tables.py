"""The tables agree with each other, and with what lies in template/."""

import re
from collections import Counter
from collections.abc import Container, Iterator
from pathlib import Path, PurePosixPath

import pytest

from tests.support.answers import KINDS, needed_by, parts_of, typed, usual
from tests.support.environment import run
from tests.support.macros import NAMES_MACROS, PARTS, TABLE, TABLES
from tests.support.paths import ROOT
from tests.support.rendering import RefusedError, Renderer, render_once, stage_template

NAMED = [TABLES.kinds, TABLES.families, TABLES.places, TABLES.traits, TABLES.features]
CHOSEN = [TABLES.databases, TABLES.updaters, TABLES.code_hosts]
FOLDER = re.compile(r"\{% yield s from plan\.each\.(\w+) %\}\.\{% endyield %\}")
LONGEST_PATH = 140
"""Characters: Windows allows 260, and a clone lies somewhere."""


def template_files() -> list[str]:
    """The paths below template/."""
    folder = ROOT / "template"
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


def test_names_are_unique() -> None:
    names = [name for table in (*NAMED, TABLES.components) for name in table]
    names += [row["name"] for table in CHOSEN for row in table.values() if "name" in row]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert set(names) == set(PARTS.named)


def references() -> Iterator[tuple[str, str, Container[str]]]:
    """Each name that a row names, with where it stands and what there is of its sort."""
    for name, row in PARTS.named.items():
        yield from ((name, each, TABLES.traits) for each in row.get("traits", []))
        yield from ((name, each, TABLES.families) for each in row.get("families", []))
        yield from ((name, each, TABLES.components) for each in row.get("needs", []))
        yield from ((name, each, PARTS.named) for each in row.get("brings", []))
        yield from ((name, row[each], PARTS.named) for each in ("requires",) if each in row)
        yield from ((name, row[each], TABLES.places) for each in ("place",) if each in row)
    for row in TABLE.rows:
        yield from ((row["path"], each, PARTS.named) for each in row["of"])
        yield from ((row["path"], row[each], PARTS.named) for each in ("each",) if each in row)
    for name, row in TABLES.presets.items():
        yield from ((name, each, TABLES.components) for each in row["components"])
        yield from ((name, kind, TABLES.kinds) for _, kind in parts_of(row["parts"]))
        yield name, row["database"], TABLES.databases


def test_rows_name_what_there_is() -> None:
    assert [(where, name) for where, name, there in references() if name not in there] == []


def test_a_path_has_a_part_where_its_row_says_which() -> None:
    assert [row["path"] for row in TABLE.rows if ("PART" in row["path"]) != ("each" in row)] == []


def test_kinds_are_in_the_singular() -> None:
    assert [kind for kind in KINDS if NAMES_MACROS.singular(kind) != kind] == []


def test_a_service_answers_requests() -> None:
    services = {kind: row for kind, row in TABLES.kinds.items() if row["place"] == "service"}
    assert [kind for kind, row in services.items() if "http" not in row["traits"]] == []


def test_what_can_be_chosen_says_how_it_is_known() -> None:
    rows = dict(TABLES.components)
    for table in (TABLES.databases, TABLES.updaters):
        rows |= {row["name"]: row for row in table.values() if "name" in row}
    assert [name for name, row in rows.items() if "words" not in row] == []


def test_every_kind_has_a_folder_and_every_folder_a_name() -> None:
    folders = {match[1] for path in template_files() if (match := FOLDER.match(path))}
    assert set(KINDS) <= folders
    assert folders <= set(PARTS.named)


def test_paths_are_plain_and_short() -> None:
    plain = [FOLDER.sub("", path) for path in template_files()]
    assert [path for path in plain if re.search("[ %]", path)] == []
    assert [path for path in template_files() if len(f"template/{path}") > LONGEST_PATH] == []


def test_only_what_is_rendered_is_called_a_template() -> None:
    syntax = re.compile(r"\{\{|\{%|\{#")
    needless, missing = [], []
    for path in template_files():
        text = (ROOT / "template" / path).read_text(encoding="utf-8")
        if PurePosixPath(path).suffix == ".jinja":
            needless += [path] * (not syntax.search(text))
        elif not path.endswith(".mako"):
            missing += [path] * bool(re.search(r"\{%-? |\{\{ (?:plan|s)\\b", text))
    assert (needless, missing) == ([], [])


@pytest.mark.parametrize("kind", KINDS)
def test_the_readme_says_what_to_try_first(kind: str, render: Renderer) -> None:
    parts = [usual(kind)]
    components = sorted({"cli", *needed_by(parts)})
    project = render(parts=typed(parts), components=components, database="none", updates="none")
    (part,) = project.plan["each"]["part"]
    readme = project.read("README.md")
    shown = [*part["first"]["code"], part["first"]["request"], part["first"]["command"]]
    assert [text for text in shown if text]
    assert [text for text in shown if text not in readme] == []


def test_two_parts_that_claim_a_folder_are_refused(tmp_path: Path) -> None:
    template = stage_template(tmp_path / "template")
    tables = template / "extensions/tables.jinja"
    head = "{%- set kinds = {\n"
    rows = "".join(
        f'  "{kind}": {{"place": "package", "traits": [], "claims": ["{folder}/"], "help": "x"}},\n'
        for kind, folder in (("atlas", "maps"), ("chart", "maps"))
    )
    tables.write_text(tables.read_text().replace(head, head + rows))
    words = "would both be the folder maps/ of the package"
    for parts in ("a:atlas, b:chart", "a:atlas, b:atlas", "maps:module, b:chart"):
        with pytest.raises(RefusedError, match=words):
            render_once(template, tmp_path / "project", {"parts": parts, "components": []})


def test_git_tracks_what_is_rendered() -> None:
    """What the folder has and git has not would be missing in a clone."""
    listed = run(["git", "ls-files", "--others", "--exclude-standard", "template"], ROOT).stdout
    assert [line for line in listed.splitlines() if not line.endswith(".pyc")] == []
