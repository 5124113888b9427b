"""The command that runs the gates."""

import sys

import pytest

from admin.scripts import check


def test_every_gate_has_a_name_of_its_own() -> None:
    names = [gate.name for gate in check.GATES]

    assert len(names) == len(set(names))


def test_fast_leaves_out_what_is_slow() -> None:
    assert not any(gate.slow for gate in check.chosen(check.parse(["--fast"])))


def test_only_runs_what_is_asked_for() -> None:
    gates = check.chosen(check.parse(["--only", "lint", "--only", "types"]))

    assert [gate.name for gate in gates] == ["types", "lint"]


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
