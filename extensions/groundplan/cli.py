"""The commands: what they are called and take. What they do stands in a package a subject."""

import importlib.metadata
import os
from pathlib import Path
from typing import Annotated

import typer

from . import reports
from .codes import NOT_DONE, codes_of
from .console import complain, print_anything, say, say_json, waiting
from .errors import ProblemError
from .following import address, unfinished
from .following.changes import changes
from .following.conflicts import conflicts
from .following.drift import drift
from .following.project import Project, find
from .following.proposal import attempt, commit, hand_over, push
from .following.relocation import relocate
from .following.repair import repair
from .following.update import update
from .following.versions import status

app = typer.Typer(
    help="Follow the template that a project is made from.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
proposing = typer.Typer(
    help="Propose the newest version as a pull request, in three steps: what a workflow runs.",
    epilog=codes_of("propose"),
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(proposing, name="propose")

DEBUG = "GROUNDPLAN_DEBUG"
INTERRUPTED = 130
"""How Typer ends a command that was interrupted."""

Folder = Annotated[
    Path, typer.Option("--project", "-p", help="The project's folder, or one in it.")
]
Answers = Annotated[
    str | None,
    typer.Option(
        "--answers-file",
        "-a",
        envvar="GROUNDPLAN_ANSWERS_FILE",
        help="The answers file, if it is not the usual one.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        say(importlib.metadata.version("groundplan"))
        raise typer.Exit


@app.command("status", epilog=codes_of("status"))
def _status(folder: Folder = Path(), answers: Answers = None, as_json: Json = False) -> None:
    """Say if the template has a newer version."""
    project = find(folder, answers)
    with waiting("Asking the template for its versions"):
        known = status(project)
    if warning := unfinished.running(project) or unfinished.committed(project):
        complain(warning)
    _report(reports.of_status(known), as_json, 1 if known.is_behind else 0)


@app.command("changes", epilog=codes_of("changes"))
def _changes(folder: Folder = Path(), answers: Answers = None, as_json: Json = False) -> None:
    """Print what changed in the template since the project's version, as Markdown."""
    with waiting("Reading the template"):
        project = find(folder, answers)
        known = project.recorded()
        newest = status(project)
        text = ""
        if newest.is_behind:
            text = changes(known.source, known.version, newest.latest, project.root)
    _report(reports.of_changes(newest, text), as_json, 0)


@app.command("update", epilog=codes_of("update"))
def _update(
    folder: Folder = Path(),
    answers: Answers = None,
    as_json: Json = False,
    ref: Annotated[
        str,
        typer.Option(
            "--vcs-ref",
            "-r",
            help="The version to take; `:current:` stays. The newest if it is not given.",
        ),
    ] = "",
    data: Annotated[
        list[str] | None,
        typer.Option(
            "--data", "-d", help="An answer that changes, as NAME=VALUE. May be given again."
        ),
    ] = None,
) -> None:
    """Take the newest version, or other answers: everything has to be committed."""
    project = find(folder, answers)
    with unfinished.alone(project):
        unfinished.refuse(project)
    with waiting("Updating"):
        if not (ref or data) and not (known := status(project)).is_behind:
            _report(reports.of_status(known), as_json, 0)
        done = update(project, ref, _pairs(data or []))
    _report(reports.of_update(done), as_json, 1 if done.conflicts else 0)


@app.command("conflicts", epilog=codes_of("conflicts"))
def _conflicts(folder: Folder = Path(), answers: Answers = None, as_json: Json = False) -> None:
    """List the files with conflicts to settle."""
    found = conflicts(find(folder, answers))
    _report(reports.of_conflicts(found), as_json, 1 if found else 0)


@app.command("drift", epilog=codes_of("drift"))
def _drift(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="What to repair: files, or folders of which what is wrong is mended."),
    ] = None,
    folder: Folder = Path(),
    answers: Answers = None,
    as_json: Json = False,
    mend: Annotated[
        bool, typer.Option("--repair", help="Write what is missing, merge what differs.")
    ] = False,
) -> None:
    """Compare the project with a fresh rendering of its recorded answers."""
    project = find(folder, answers)
    if mend != bool(paths):
        raise typer.BadParameter("--repair and the paths to repair go together.")
    if paths:
        _repair(project, [_inside(project, path) for path in paths], as_json)
    with waiting("Comparing the project with its template"), unfinished.alone(project):
        unfinished.refuse(project)
        found = drift(project)
        warning = unfinished.committed(project)
        is_drift = any(one.is_drift for one in found)
        if not is_drift:
            unfinished.end(project)
    _report(reports.of_drift(found, warning), as_json, 1 if is_drift else 0)


@app.command("move-template", epilog=codes_of("move-template"))
def _move_template(
    where: Annotated[str, typer.Argument(help="The address of the template now.")],
    folder: Folder = Path(),
    answers: Answers = None,
    as_json: Json = False,
) -> None:
    """Record another address of the template."""
    project = find(folder, answers)
    new = where if address.is_remote(where) else str(Path(where).expanduser().resolve())
    with waiting("Looking for the template there"):
        old = relocate(project, new)
    _report(reports.of_move(project, old, new), as_json, 0)


@proposing.command("try")
def _propose_try(folder: Folder = Path(), answers: Answers = None) -> None:
    """Update and run the gates: what the next steps need is set as outputs of the step."""
    tried = attempt(find(folder, answers))
    say(tried.pop("printed", "Up to date: there is nothing to propose."))
    hand_over(tried)


@proposing.command("commit")
def _propose_commit(
    version: Annotated[
        str, typer.Option(envvar="GROUNDPLAN_VERSION", help="The version to update to.")
    ],
    gates: Annotated[
        str, typer.Option(envvar="GROUNDPLAN_GATES", help="What came of the gates.")
    ] = "",
    folder: Folder = Path(),
    answers: Answers = None,
) -> None:
    """Update once more and commit that on a branch."""
    say(commit(find(folder, answers), version, gates))


@proposing.command("push")
def _propose_push(
    may_change_workflows: Annotated[
        bool,
        typer.Option(
            envvar="GROUNDPLAN_MAY_CHANGE_WORKFLOWS", help="Whether the token may do that."
        ),
    ] = False,
    folder: Folder = Path(),
    answers: Answers = None,
) -> None:
    """Push the branch and open its pull request: the one step that needs a token."""
    project = find(folder, answers)
    say(push(project, may_change_workflows=may_change_workflows))


def run(words: list[str]) -> int:
    """Run a command.

    Args:
        words: The arguments.

    Returns:
        The exit code; see `codes.CODES`.
    """
    print_anything()
    try:
        code = typer.main.get_command(app).main(words, "groundplan", standalone_mode=False)
    except ProblemError as problem:
        if "--json" in words:
            say_json({"error": str(problem)})
        complain(str(problem))
        return NOT_DONE
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except Exception as error:
        # Typer has no public name for what is wrong with arguments, but these show themselves.
        if hasattr(error, "show") and hasattr(error, "format_message"):
            if "--json" in words:
                say_json({"error": error.format_message()})
            error.show()
        elif DEBUG in os.environ:
            raise
        else:
            complain(f"{type(error).__name__}: {error}. With {DEBUG}=1 it says where.")
        return NOT_DONE
    if code == INTERRUPTED:
        complain("Stopped.")
        return NOT_DONE
    return code if isinstance(code, int) else 0


def _repair(project: Project, paths: list[str], as_json: bool) -> None:
    with waiting("Comparing the project with its template"):
        done = repair(project, paths)
    _report(reports.of_repair(done), as_json, 1 if done.conflicts else 0)


def _report(report: reports.Report, as_json: bool, code: int) -> None:
    if as_json:
        say_json(report.value)
    elif report.text:
        say(report.text)
    raise typer.Exit(code)


def _pairs(data: list[str]) -> dict[str, str]:
    for pair in data:
        if "=" not in pair:
            raise typer.BadParameter(f"{pair!r} is not NAME=VALUE.", param_hint="--data")
    return dict(pair.split("=", 1) for pair in data)


def _inside(project: Project, path: Path) -> str:
    """Return a path as it is below the project."""
    full = Path(os.path.normpath(Path.cwd() / path))
    if not full.is_relative_to(project.root):
        raise typer.BadParameter(f"{path} is not in the project {project.root}.")
    return full.relative_to(project.root).as_posix()
