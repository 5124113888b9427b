"""A preset, a component or a service kind: one line in a table, and a folder of its own."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT
from tests.support.rendering import Project, RefusedError, render_once, stage_template
from tests.support.soundness import problems_of

TABLES = "extensions/tables.jinja"


class GrownTemplate:
    """A copy of the template that is added to."""

    def __init__(self, path: Path) -> None:
        """Copy the template to a folder that does not exist yet."""
        self.path = stage_template(path / "template")
        self._projects = path / "projects"

    def add_row(self, table: str, row: str) -> None:
        """Add one line to a table."""
        tables = self.path / TABLES
        head = f"{{%- set {table} = {{\n"
        text = tables.read_text(encoding="utf-8")
        assert text.count(head) == 1
        tables.write_text(text.replace(head, f"{head}  {row}\n"), encoding="utf-8")

    def add_owner(self, row: str) -> None:
        """Add one line to the table of ownership."""
        table = self.path / "extensions/ownership.jinja"
        head = "{%- set files = [\n"
        table.write_text(table.read_text().replace(head, f"{head}  {row}\n"))

    def add_file(self, name: str, text: str) -> None:
        """Add a file to what is rendered."""
        path = self.path / "template" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def render(self, **answers: Any) -> Project:
        """Render a project from it."""
        self._projects.mkdir(exist_ok=True)
        destination = self._projects / str(len(list(self._projects.iterdir())))
        return Project(destination, render_once(self.path, destination, answers))

    def changed_lines(self) -> int:
        """How many lines were added to the template's own files; none may be changed."""
        added = 0
        for path in sorted(ROOT / name for name in _template_files()):
            before = path.read_bytes().splitlines()
            after = (self.path / path.relative_to(ROOT)).read_bytes().splitlines()
            rest = iter(after)
            assert all(line in rest for line in before), f"{path} has lost lines"
            added += len(after) - len(before)
        return added


def _template_files() -> list[str]:
    files = (path for part in ("extensions", "template") for path in (ROOT / part).rglob("*"))
    return ["copier.yml", *(path.relative_to(ROOT).as_posix() for path in files if path.is_file())]


@pytest.fixture
def grown(tmp_path: Path) -> GrownTemplate:
    """A copy of the template to add to."""
    return GrownTemplate(tmp_path)


def test_preset_is_one_line(grown: GrownTemplate) -> None:
    grown.add_row(
        "presets",
        '"batch": {"help": "a batch server", "services": "batches:jobs, curation:resource",'
        ' "components": ["auth", "jobs"], "database": "none"},',
    )
    project = grown.render(preset="batch")
    assert grown.changed_lines() == 1
    assert [service["name"] for service in project.plan["services"]] == ["batches", "curation"]
    assert project.plan["has"]["jobs"]
    assert not project.plan["has"]["metrics"]
    assert problems_of(project) == []


def test_component_is_one_line_and_a_folder(grown: GrownTemplate) -> None:
    grown.add_row("components", '"search": {"serves": true, "help": "search: an index"},')
    grown.add_owner('{"path": "/src/PACKAGE/shared/search/", "owner": "managed", "of": ["search"]},')
    grown.add_file(
        "src/{{package}}/shared/search/__init__.py.jinja",
        '"""Search in {{ plan.package }}."""\n\nINDEX = "{{ plan.slug }}"\n',
    )
    chosen = grown.render(components=["search"])
    assert grown.changed_lines() == 2
    added = "src/acme/shared/search/__init__.py"
    assert chosen.read(added) == '"""Search in acme."""\n\nINDEX = "acme"\n'
    left_out = grown.render(components=[])
    assert set(chosen.files()) - set(left_out.files()) == {added}
    with pytest.raises(RefusedError, match="search needs at least one service"):
        grown.render(services="", components=["search"])


def test_kind_is_one_line_and_a_folder(grown: GrownTemplate) -> None:
    grown.add_row(
        "kinds",
        '"mirror": {"families": ["mirror"], "needs": ["jobs"], "help": "a copy of elsewhere"},',
    )
    grown.add_file(
        "{% yield s from plan.each.mirror %}.{% endyield %}/src/{{package}}/backend/{{s.name}}"
        "/app.py.jinja",
        '"""{{ s.entity_class }} mirrors {{ s.entity_words }}."""\n\nPORT = {{ s.port }}\n',
    )
    services = "far_things:mirror, items:resource, near_things:mirror"
    project = grown.render(services=services, components=["jobs"])
    assert grown.changed_lines() == 1
    path = "src/acme/backend/near_things/app.py"
    assert project.read(path) == '"""NearThing mirrors near thing."""\n\nPORT = 45682\n'
    assert "src/acme/backend/far_things/app.py" in project.files()
    assert "near_things" in project.read("src/acme/config/services.py")
    assert not [name for name in grown.render().files() if "mirror" in name]
    with pytest.raises(
        RefusedError, match="The mirror service far_things needs the component jobs"
    ):
        grown.render(services=services, components=[])
