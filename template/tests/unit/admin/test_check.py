"""The command that runs the gates."""

import sys
from pathlib import Path

import pytest

from admin.scripts import check


@pytest.fixture(autouse=True)
def pyproject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "pyproject.toml"
    path.touch()
    monkeypatch.setattr(check, "PYPROJECT", path)
    return path


def names_for(*words: str) -> list[str]:
    gates = check.every_gate()
    return [gate.name for gate in check.chosen(gates, check.parse(gates, words))]


def test_every_gate_has_a_name_of_its_own() -> None:
    names = names_for()

    assert len(names) == len(set(names))


def test_fast_leaves_out_what_is_slow() -> None:
    assert "lint" in names_for("--fast")
    assert "unit" not in names_for("--fast")


def test_only_runs_what_is_asked_for() -> None:
    assert names_for("--only", "lint", "--only", "types") == ["types", "lint"]


def test_a_gate_of_pyproject_runs_with_the_others(pyproject: Path) -> None:
    pyproject.write_text(
        """\
[tool.gates.spelling]
rule = "words are spelt right"
command = "python -c pass"

[tool.gates.load]
rule = "it serves many"
command = "python -c raise"
slow = true
"""
    )

    assert names_for()[-1] == "spelling"
    assert "load" not in names_for("--fast")
    passed = {gate.name: check.run(gate).passed for gate in check.every_gate()[-1:]}
    assert passed == {"spelling": True}


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ('[tool.gates.lint]\nrule = "x"\ncommand = "x"', "a gate of this name already"),
        ('[tool.gates.own]\nrule = "x"\ncomand = "x"', "comand is not one of rule, command"),
        ('[tool.gates.own]\nrule = "x"\ncommand = ["x"]', "command is no str"),
        ('[tool.gates.own]\nrule = "x"', "command is missing"),
        ('[tool.gates]\nown = "x"', "it is no table"),
    ],
)
def test_a_wrong_gate_of_pyproject_is_refused_in_words(
    table: str,
    problem: str,
    pyproject: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pyproject.write_text(table)
    monkeypatch.setattr(sys, "argv", ["check.py"])

    assert check.main() == 2
    assert problem in capsys.readouterr().err


def test_a_failed_gate_keeps_what_it_printed() -> None:
    result = check.run(check.Gate("none", "nothing", "python -c raise"))

    assert not result.passed
    assert "RuntimeError" in result.output


def test_colours_are_left_out() -> None:
    code, output = check.execute(r"python -c print('\033[31mred\033[0m')")

    assert (code, output.strip()) == (0, "red")


def test_a_missing_tool_is_named() -> None:
    code, output = check.execute("no-such-tool")

    assert code != 0
    assert "no-such-tool" in output


def test_the_exit_code_says_whether_all_passed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = check.Gate("good", "nothing", "python -c pass")
    bad = check.Gate("bad", "nothing", "python -c raise")
    monkeypatch.setattr(sys, "argv", ["check.py"])

    monkeypatch.setattr(check, "GATES", (good,))
    assert check.main() == 0

    monkeypatch.setattr(check, "GATES", (good, bad))
    assert check.main() == 1
    assert "--- bad: python -c raise" in capsys.readouterr().out
