"""What no update sees: the project beside a fresh rendering of its answers, and its repair."""

import json

import pytest

from tests.support.following import ANSWERS, Following


def drifts(project: Following) -> dict[str, str]:
    """The kinds of all differences by path; its code says if any is drift."""
    ran = project.run("drift", "--json")
    said = json.loads(ran.out)
    assert ran.code == int(said["drift"])
    assert said["drift"] is any(one["drift"] for one in said["differences"])
    return {one["path"]: one["kind"] for one in said["differences"]}


def merge_two_updates(project: Following) -> None:
    """Take one answer on each of two branches, and merge them."""
    project.git("switch", "--quiet", "--create=first")
    project.answer(jobs=True)
    project.git("switch", "--quiet", "main")
    project.git("switch", "--quiet", "--create=second")
    project.answer(command=True)
    project.git("switch", "--quiet", "main")
    project.git("merge", "--quiet", "first")
    project.git("merge", "--quiet", "second", check=False)
    text = project.read(ANSWERS)
    lines = [line for line in text.splitlines() if line[:7] not in ("<" * 7, "=" * 7, ">" * 7)]
    lines = [line for line in lines if line not in ("command: false", "jobs: false")]
    project.write(ANSWERS, "\n".join(dict.fromkeys(lines)) + "\n")
    project.commit("Merge")


def test_a_fresh_project_has_none(project: Following) -> None:
    assert drifts(project) == {}
    assert "No drift" in project.run("drift").out


def test_what_two_merged_updates_both_did_not_write_is_found_and_mended(
    project: Following,
) -> None:
    merge_two_updates(project)
    assert (project.run("status").code, project.run("update").code) == (0, 0)
    project.template.release("v1.1.0")
    assert project.run("update").code == 0
    assert not (project.path / "both.txt").exists()
    project.commit("Update")

    assert drifts(project) == {"both.txt": "missing", "jobs.txt": "behind"}
    done = project.run("drift", "--repair", ".")

    assert done.code == 0
    assert project.read("both.txt") == "jobs by command\n"
    assert project.read("jobs.txt") == "jobs\n\n\nasked by a command\n"
    project.commit("Mend")
    assert drifts(project) == {}


def test_a_repair_keeps_what_people_wrote(project: Following) -> None:
    merge_two_updates(project)
    project.write("jobs.txt", "jobs of ours\n\n\nasked\n\nmore\n")
    project.commit("Ours")

    done = project.run("drift", "--repair", "jobs.txt", "--json")

    assert json.loads(done.out)["merged"] == ["jobs.txt"]
    text = project.read("jobs.txt")
    assert "jobs of ours" in text
    assert "more" in text
    assert "asked by a command" in text


def test_what_people_did_is_no_drift(project: Following) -> None:
    project.replace("settings.txt", "length = 100", "length = 88")
    project.write("deep/part.txt", "one\n")
    project.git("mv", ".gitignore", "ignored")
    project.write("notes.md", "ours\n")
    project.commit("Ours")
    project.git("rm", "--quiet", ".env")
    project.commit("Never here")

    assert drifts(project) == {
        ".env": "deleted",
        ".gitignore": "moved",
        "deep/part.txt": "changed",
        "settings.txt": "changed",
    }
    printed = project.run("drift").out
    assert '"Never here"' in printed
    assert "moved to ignored in" in printed


def test_a_conflict_that_was_settled_for_ours_is_no_drift(project: Following) -> None:
    project.replace("settings.txt", "length = 100", "length = 88")
    project.commit("Ours")
    project.template.replace("template/settings.txt.jinja", "length = 100", "length = 120")
    project.template.release("v1.1.0")
    assert project.run("update").code == 1
    project.write("settings.txt", "name = acme\n\n\nlength = 88\n\n\nlast = 1\n")
    project.commit("Keep ours")

    assert drifts(project) == {"settings.txt": "changed"}


def test_a_change_of_the_template_that_was_taken_back_is_no_drift(project: Following) -> None:
    project.template.replace("template/settings.txt.jinja", "last = 1", "last = 2")
    project.template.release("v1.1.0")
    assert project.run("update").code == 0
    project.commit("Update")
    project.replace("settings.txt", "last = 2", "last = 1")
    project.commit("Not that")

    assert drifts(project) == {"settings.txt": "changed"}


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_version_that_never_reached_a_file(project: Following, by_hand: bool) -> None:
    project.template.replace("template/settings.txt.jinja", "length = 100", "length = 120")
    project.template.replace("template/deep/part.txt", "two\n", "")
    project.template.write("template/new.txt", "new\n")
    project.template.release("v1.1.0")
    if by_hand:
        project.replace(ANSWERS, "_commit: v1.0.0", "_commit: v1.1.0")
        project.replace("settings.txt", "last = 1", "last = 2")
        project.commit("Say that it is there")
    else:
        project.replace("settings.txt", "last = 1", "last = 2")
        project.commit("Ours")
        assert project.run("update").code == 0
        project.git("checkout", "--quiet", "--", "settings.txt", "deep/part.txt")
        (project.path / "new.txt").unlink()
        project.commit("Half of it")
    assert project.run("status").code == 0

    found = drifts(project)

    assert found == {"deep/part.txt": "behind", "new.txt": "missing", "settings.txt": "behind"}
    assert project.run("drift", "--repair", ".").code == 0
    assert project.read("settings.txt") == "name = acme\n\n\nlength = 120\n\n\nlast = 2\n"
    assert project.read("deep/part.txt") == "one\nthree\nfour\nfive\n"
    assert project.read("new.txt") == "new\n"


def test_answers_that_were_edited_by_hand(project: Following) -> None:
    project.answer(jobs=True)
    project.replace(ANSWERS, "jobs: true", "jobs: false")
    project.replace(ANSWERS, "command: false", "command: true")
    project.commit("By hand")

    assert drifts(project) == {"command.txt": "missing", "jobs.txt": "left over"}
    done = project.run("drift", "--repair", "command.txt", ".")
    assert project.read("command.txt") == "command\n"
    assert "jobs.txt: answers of before asked for it" in done.out


def test_what_an_update_put_out_of_use_is_not_left_over(project: Following) -> None:
    project.answer(parts="orders")
    project.replace(ANSWERS, "parts: orders", "parts: ''")
    project.commit("By hand")
    assert drifts(project) == {"orders.txt": "left over"}

    project.replace(ANSWERS, "parked: ''", "parked: items:store, orders")
    project.commit("As the template does it")

    assert drifts(project) == {}


def test_a_file_that_a_version_gives_to_new_projects_is_not_missing(project: Following) -> None:
    project.template.replace(
        "copier.yml", "_skip_if_exists: [/notes.md]", "_skip_if_exists: [/notes.md, /start.md]"
    )
    exclude = "_exclude:\n  - \"{{ 'start.md' if _copier_operation == 'update' }}\"\n"
    project.template.replace("copier.yml", "_exclude:\n", exclude)
    project.template.write("template/start.md", "start\n")
    project.template.release("v1.1.0")
    assert project.run("update").code == 0
    project.commit("Update")

    assert drifts(project) == {"start.md": "for new projects"}


def test_what_is_behind_a_link_is_left_alone(project: Following) -> None:
    outside = project.home / "outside.txt"
    outside.write_text("not the project's\n")
    (project.path / "settings.txt").unlink()
    (project.path / "settings.txt").symlink_to(outside)
    project.commit("Link it")

    done = project.run("drift", "--repair", "settings.txt")

    assert "settings.txt is a link" in done.out
    assert outside.read_text() == "not the project's\n"


def test_a_repair_is_not_done_by_halves(project: Following) -> None:
    project.replace("deep/part.txt", "two\n", "")
    (project.path / "settings.txt").write_bytes(b"\0\1\2")
    project.commit("Change both")

    done = project.run("drift", "--repair", "deep/part.txt", "settings.txt")

    assert done.code in (0, 1)
    assert "deep/part.txt" in done.out
    assert "    settings.txt: " in done.out
    assert "git restore" in done.out
    assert (project.path / "settings.txt").read_bytes() == b"\0\1\2"


def test_a_repair_keeps_line_ends(project: Following) -> None:
    text = project.read("deep/part.txt").replace("two\n", "")
    (project.path / "deep" / "part.txt").write_bytes(text.replace("\n", "\r\n").encode())
    project.commit("Change it")

    project.run("drift", "--repair", "deep/part.txt")

    written = (project.path / "deep" / "part.txt").read_bytes()
    assert b"two" in written
    assert written.count(b"\n") == written.count(b"\r\n")


def test_a_file_that_git_ignores_is_compared_with_nothing(project: Following) -> None:
    project.write(".gitignore", "*.log\n.env\n")
    project.git("rm", "--quiet", "--cached", ".env")
    project.commit("Ignore it")
    project.write(".env", "MINE=1\n")

    assert drifts(project)[".env"] == "unsaved"


def test_a_named_file_is_taken_whatever_people_did_to_it(project: Following) -> None:
    project.replace("settings.txt", "length = 100", "length = 88")
    project.git("rm", "--quiet", "deep/part.txt")
    project.commit("Ours")

    assert project.run("drift", "--repair", ".").out.startswith("Left as it is")
    done = project.run("drift", "--repair", "settings.txt", "deep/part.txt")

    assert done.code == 1
    assert project.read("deep/part.txt").startswith("one\n")
    text = project.read("settings.txt")
    assert "length = 88" in text
    assert "length = 100" in text
    assert project.run("conflicts").code == 1
    project.go_back(done.out)
    assert project.clean()


def test_a_repair_needs_a_clean_tree_and_files_of_the_template(project: Following) -> None:
    assert "no nowhere.txt" in project.run("drift", "--repair", "nowhere.txt").err
    assert "not in the project" in project.run("drift", "--repair", "../x").err
    assert project.run("drift", "settings.txt").code == 2
    project.write("work.txt", "work\n")
    assert "work.txt" in project.run("drift", "--repair", ".").err


def test_a_history_that_is_cut_off_says_nothing(project: Following) -> None:
    project.commit("More")
    clone = project.home / "clone"
    project.git("clone", "--quiet", "--depth=1", f"file://{project.path}", str(clone))

    ran = project.run("drift", folder=clone)

    assert ran.code == 2
    assert "git fetch --unshallow" in ran.err
