"""What changed in a template, told from its repository."""

from collections.abc import Callable
from pathlib import Path

import pytest

from admin.scripts import template_changes as script
from admin.scripts.template_versions import Origin, UnknownVersionError

OLD = "# Changelog\n\n## 1\n\n- First.\n"
NEW = "# Changelog\n\n## 2\n\n- Second.\n\n### Detail\n\n## 1\n\n- First.\n"


@pytest.mark.parametrize("latest", ["2", "v2"])
def test_subjects_of_commits_stand_in_for_a_changelog(template: Path, latest: str) -> None:
    assert script.changes(Origin(str(template), "v1"), latest) == "- Make version 2"


def test_a_changelog_is_quoted_from_where_the_project_is(
    template: Path, git: Callable[..., str]
) -> None:
    for number, text in (3, OLD), (4, NEW):
        (template / "CHANGELOG.md").write_text(text, encoding="utf-8")
        git("add", "--all", cwd=template)
        git("commit", "--quiet", "--message=Log", cwd=template)
        git("tag", f"v{number}", cwd=template)

    assert script.changes(Origin(str(template), "v3"), "4") == "## 2\n\n- Second.\n\n### Detail"


def test_a_template_without_tags_has_its_newest_commit(
    template: Path, git: Callable[..., str]
) -> None:
    first = git("rev-parse", "v1", cwd=template)
    git("tag", "--delete", "v1", "v2", cwd=template)

    found = script.changes(Origin(str(template), first), "0.0.0.post2.dev0+abcdef0")

    assert found == "- Make version 2"


@pytest.mark.parametrize(("folder", "version"), [("template", "v9"), ("nowhere", "v1")])
def test_what_cannot_be_read_is_named(template: Path, folder: str, version: str) -> None:
    with pytest.raises(UnknownVersionError, match=f"{folder}.*cannot be read|no version {version}"):
        script.changes(Origin(str(template.parent / folder), version), "2")


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("gh:acme/template", "https://github.com/acme/template"),
        ("gl:/acme/template.git", "https://gitlab.com/acme/template.git"),
        ("git+https://example.com/t.git", "https://example.com/t.git"),
        ("git@example.com:t.git", "git@example.com:t.git"),
        ("~/t", str(Path("~/t").expanduser())),
    ],
)
def test_git_gets_an_address_that_it_knows(source: str, address: str) -> None:
    assert script.address(source) == address
