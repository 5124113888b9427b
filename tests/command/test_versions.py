"""How a project stands to its template, what is new, and what can be the matter with an address."""

import json
import shutil
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from groundplan.cli import app
from groundplan.codes import CODES
from groundplan.following import address
from tests.support.following import ANSWERS, Following, Template
from tests.support.paths import ROOT

OLD = "# Changelog\n\n## 1\n\n- First.\n"
NEW = "# Changelog\n\n## 2\n\n- Second.\n\n### Detail\n\n## 1\n\n- First.\n"


def test_the_exit_code_says_if_the_project_is_behind(project: Following) -> None:
    assert project.run("status").code == 0
    nothing = project.run("changes")
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "")
    project.template.release("v1.1.0")

    behind = project.run("status", "--json")

    assert behind.code == 1
    assert json.loads(behind.out) == {"current": "1.0.0", "latest": "1.1.0", "is_behind": True}
    assert project.run("status", folder=project.path / "deep").code == 1
    assert project.run("status", "--project", str(project.path), folder=project.home).code == 1


def test_subjects_of_commits_stand_in_for_a_changelog(project: Following) -> None:
    project.template.release("v1.1.0")

    assert project.run("changes").out == "- Make v1.1.0\n"


def test_a_changelog_is_quoted_from_where_the_project_is(
    template: Template, unmade: Following
) -> None:
    template.write("CHANGELOG.md", OLD)
    template.release("v1.1.0")
    unmade.make()
    template.write("CHANGELOG.md", NEW)
    template.release("v1.2.0")

    assert unmade.run("changes").out == "## 2\n\n- Second.\n\n### Detail\n"


def test_a_template_without_tags_has_its_newest_commit(
    template: Template, unmade: Following
) -> None:
    (template.path / ".git/refs/tags/v1.0.0").unlink()
    unmade.make()
    template.write("template/more.txt", "more\n")
    template.release("later")
    (template.path / ".git/refs/tags/later").unlink()

    assert unmade.run("changes").out == "- Make later\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "is missing"),
        ("name: x\n", "has no _src_path"),
        ("_src_path: /here\n", "has no _commit"),
        ("_commit: v1\n_src_path: [\n", "is no YAML"),
        ("<<<<<<< ours\n_commit: v1\n", "has conflict markers"),
    ],
)
def test_answers_that_say_nothing_are_refused(
    project: Following, text: str | None, words: str
) -> None:
    if text is None:
        (project.path / ANSWERS).unlink()
    else:
        project.write(ANSWERS, text)

    for command in ("status", "changes", "drift"):
        ran = project.run(command)
        assert ran.code == 2
        assert words in ran.err


def test_a_vanished_template_is_named_with_what_to_do(project: Following) -> None:
    gone = project.template.path.rename(project.home / "elsewhere")

    for command in ("status", "changes", "update", "drift"):
        ran = project.run(command)
        assert (ran.code, "Traceback" in ran.err) == (2, False)
        assert f"no template at {project.template.path}: nothing is there" in ran.err
        assert "move-template" in ran.err
    assert json.loads(project.run("status", "--json").out)["error"]

    assert project.run("move-template", str(gone)).code == 0
    assert f"_src_path: {gone}\n" in project.read(ANSWERS)
    assert project.run("status").code == 0


def test_a_relative_address_says_that_it_is_one(unmade: Following) -> None:
    unmade.make()
    unmade.replace(ANSWERS, f"_src_path: {unmade.template.path}", "_src_path: ../../template")
    ran = unmade.run("status")
    assert ran.code == 2
    assert "it is relative, and from" in ran.err

    unmade.replace(ANSWERS, "../../template", "../template")
    assert unmade.run("status", folder=unmade.path / "deep").code == 0

    assert unmade.run("move-template", "../../template", folder=unmade.path / "deep").code == 0
    assert f"_src_path: {unmade.template.path}\n" in unmade.read(ANSWERS)


def test_a_folder_without_versions_is_no_template(project: Following) -> None:
    shutil.rmtree(project.template.path / ".git")

    ran = project.run("status")

    assert ran.code == 2
    assert "no git repository" in ran.err


def test_an_address_that_nobody_answers_is_told_in_the_words_of_git(project: Following) -> None:
    project.replace(ANSWERS, str(project.template.path), "http://127.0.0.1:9/template.git")

    for command in ("status", "update", "drift"):
        ran = project.run(command)
        assert (ran.code, "Traceback" in ran.err) == (2, False)
        assert "http://127.0.0.1:9/template.git" in ran.err


def test_a_template_moves_only_to_where_the_version_is(project: Following) -> None:
    other = project.home / "other"
    shutil.copytree(project.template.path, other)
    shutil.rmtree(other / ".git")
    project.git("init", "--quiet", str(other))
    project.git("-C", str(other), "commit", "--quiet", "--allow-empty", "--message=Other")
    before = project.read(ANSWERS)

    ran = project.run("move-template", str(other))

    assert ran.code == 2
    assert "no version v1.0.0" in ran.err
    assert project.read(ANSWERS) == before


def test_a_version_that_was_never_committed_is_named(project: Following) -> None:
    project.replace(ANSWERS, "_commit: v1.0.0", "_commit: v1.0.0-1-gabcdef0")

    ran = project.run("status")

    assert ran.code == 2
    assert "v1.0.0-1-gabcdef0" in ran.err


@pytest.mark.parametrize(
    ("source", "known"),
    [
        ("gh:acme/template", "https://github.com/acme/template"),
        ("gl:/acme/template.git", "https://gitlab.com/acme/template.git"),
        ("git+https://example.com/t.git", "https://example.com/t.git"),
        ("git@example.com:t.git", "git@example.com:t.git"),
        ("~/t", str(Path("~/t").expanduser().resolve())),
        ("../t", "/home/t"),
    ],
)
def test_git_gets_an_address_that_it_knows(source: str, known: str) -> None:
    assert address.for_git(source, Path("/home/project")) == known
    assert address.is_relative(source) == (source == "../t")


def test_another_answers_file_works_with_every_command(unmade: Following) -> None:
    unmade.answers_file = ".answers/template.yml"
    unmade.make()
    option = ("--answers-file", unmade.answers_file)
    unmade.template.replace("template/deep/part.txt", "three", "3")
    unmade.template.release("v1.1.0")

    assert unmade.run("status").code == 2
    assert unmade.run("status", *option).code == 1
    assert unmade.run("changes", *option).code == 0
    assert unmade.run("update", *option).code == 0
    assert "_commit: v1.1.0" in unmade.read(unmade.answers_file)
    assert not (unmade.path / ANSWERS).exists()
    unmade.commit("Update")
    assert unmade.run("drift", *option).code == 0
    assert unmade.run("conflicts", *option).code == 0
    assert unmade.run("move-template", str(unmade.template.path), *option).code == 0


def test_the_other_answers_file_that_is_there_is_named(unmade: Following) -> None:
    unmade.answers_file = ".copier-answers.groundplan.yml"
    unmade.make()

    assert "There is .copier-answers.groundplan.yml" in unmade.run("status").err


def test_every_command_has_its_codes_in_the_table_and_on_the_page(project: Following) -> None:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    assert group.commands.keys() == {name.split()[0] for name in CODES}
    page = " ".join((ROOT / "docs/command.md").read_text(encoding="utf-8").split())
    for name, meanings in CODES.items():
        help_text = " ".join(project.run(name.split()[0], "--help").out.split())
        for code, words in meanings.items():
            assert f"{code} {words}" in help_text
            assert f"| `{name}` | {code} | {words} |" in page


def test_what_is_wrong_with_the_arguments_is_json_too(project: Following) -> None:
    ran = project.run("update", "--json", "--data", "nothing")

    assert (ran.code, "NAME=VALUE" in json.loads(ran.out)["error"]) == (2, True)
