"""Which version of its template a project has, and which there are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from admin.scripts import template_versions as versions

UpdaterDoes = Callable[[str], None]
ANSWERS = ".copier-answers.yml"
SAY = "print(json.dumps({'update_available': %s, 'current_version': '1', 'latest_version': '2'}))"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("_commit: v1\n_src_path: gh:acme/template\nname: x\n", "gh:acme/template"),
        ("_commit: 'v1'\n_src_path: '/it''s here'\n", "/it's here"),
        ("_commit: v1\n_src_path: /a long\n  folder\n", "/a long folder"),
    ],
)
def test_the_answers_say_where_the_template_is(tmp_path: Path, text: str, source: str) -> None:
    (tmp_path / ANSWERS).write_text(text, encoding="utf-8")

    assert versions.origin(tmp_path) == versions.Origin(source, "v1")


@pytest.mark.parametrize("text", [None, "name: x\n", "_src_path: /here\n", "_commit: v1\n"])
def test_answers_without_a_version_say_nothing(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / ANSWERS).write_text(text, encoding="utf-8")

    with pytest.raises(versions.UnknownVersionError, match=ANSWERS):
        versions.origin(tmp_path)


@pytest.mark.parametrize("newer", [True, False])
def test_the_status_is_what_the_updater_says(
    project: Path, updater_does: UpdaterDoes, newer: bool
) -> None:
    updater_does(SAY % newer)

    assert versions.status(project) == versions.Status("1", "2", newer)


@pytest.mark.parametrize("code", ["sys.exit('no network')", "print('no network')", "print([])"])
def test_an_answer_that_is_none_is_not_taken_for_one(
    project: Path, updater_does: UpdaterDoes, code: str
) -> None:
    updater_does(code)

    with pytest.raises(versions.UnknownVersionError):
        versions.status(project)


def test_a_missing_tool_is_named(tmp_path: Path) -> None:
    with pytest.raises(versions.UnknownVersionError, match="no-such-tool is not installed"):
        versions.run(tmp_path, "no-such-tool")
