"""A service kind that was added to a copy of the template makes projects as sound as the others."""

from pathlib import Path

import pytest

from tests.support.environment import check_out, install
from tests.support.rendering import Project, render_once, stage_template

FAMILY = "plan.each.resource"
ROW = '"catalogue": {"families": ["catalogue"], "needs": [], "help": "what can be ordered"},'


def _add_kind(template: Path) -> None:
    """Add a row to the table of kinds, and a folder like that of the resource kind."""
    tables = template / "extensions" / "tables.jinja"
    text = tables.read_text(encoding="utf-8")
    head = "{%- set kinds = {\n"
    assert text.count(head) == 1
    tables.write_text(text.replace(head, f"{head}  {ROW}\n"), encoding="utf-8")
    for path in sorted((template / "template").rglob("*")):
        if path.is_file() and f"yield s from {FAMILY} " in str(path):
            copy = Path(str(path).replace(FAMILY, "plan.each.catalogue"))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())


@pytest.mark.full
def test_services_of_an_added_kind_pass_the_gates(tmp_path: Path) -> None:
    template = stage_template(tmp_path / "template")
    _add_kind(template)
    answers = {
        "services": "products:catalogue, items:resource, exports:jobs",
        "components": ["auth", "jobs", "metrics", "cli"],
    }
    plan = render_once(template, tmp_path / "rendered", answers)
    project = check_out(Project(tmp_path / "rendered", plan), tmp_path / "project")
    assert "src/acme/backend/products/service.py" in project.files()
    result = install(project).run("uv", "run", "admin/scripts/check.py")
    assert "FAILED" not in result.stdout
