"""Propose the newest version of the template as a pull request: what a workflow runs.

`attempt` updates and runs the gates, and hands over what came of them. `commit` updates once more,
where none of the updated code has run, and commits that on a branch. `push` alone needs a token: it
pushes the branch and opens the one pull request of it, or brings it up to date.
"""

import json
import os
import re
import secrets
from pathlib import Path

from ..errors import RefusedError, UnknownError
from ..git import identity, last_line, run, with_settings
from .project import Project
from .pull_request import BRANCH, body, gate_table
from .update import update
from .versions import status

WORKFLOWS = ".github/workflows"
BOT = ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")
GATES = ("uv", "run", "admin/scripts/check.py")
NOTE = "groundplan-proposal.json"
TRAILER = "Proposed-by: groundplan"


def attempt(project: Project) -> dict[str, str]:
    """Update the project and run its gates.

    Args:
        project: The project.

    Returns:
        What the next job needs, `version` and `gates`; nothing if there is nothing to propose.

    Raises:
        RefusedError: If the update could not be done.
        UnknownError: If it cannot be said whether there is one.
    """
    if not status(project).is_behind:
        return {}
    done = update(project)
    # The environment that this runs in, and what it may tell the runner, is nothing of the gates'.
    ours = [name for name in os.environ if name.startswith(("GIT_CONFIG_", "GITHUB_"))]
    ran = run(project.root, *GATES, VIRTUAL_ENV=None, **dict.fromkeys(ours))
    gates = gate_table(ran.stdout, last_line(ran.stderr))
    return {"version": done.new, "gates": gates, "printed": ran.stdout + ran.stderr}


def hand_over(values: dict[str, str]) -> None:
    """Set the outputs of a step, as GitHub reads them, where it does.

    Args:
        values: The outputs by name; any text.
    """
    if values and (output := os.environ.get("GITHUB_OUTPUT")):
        with Path(output).open("a", encoding="utf-8") as file:
            for name, value in values.items():
                end = secrets.token_hex(16)
                file.write(f"{name}<<{end}\n{value}\n{end}\n")


def commit(project: Project, version: str, gates: str) -> str:
    """Update the project and commit that on a branch, with its conflicts.

    The gates of the project do not let conflicts be merged.

    Args:
        project: The project.
        version: The version to update to.
        gates: What came of the gates, as Markdown.

    Returns:
        The title of the pull request.

    Raises:
        RefusedError: If it could not be done.
    """
    if not re.fullmatch(r"\w[\w.+-]*", version):
        raise RefusedError(f"{version!r} is no version.")
    root = project.root
    _refuse_a_branch_of_people(root)
    done = update(project, version)
    locked = run(root, "uv", "lock", "--no-build")  # building would run code of others
    title = f"Update the template to {done.new}"
    must(root, "git", "switch", "--quiet", "--force-create", BRANCH)
    must(root, "git", "add", "--all", "--", ".")
    message = ("--message", title, "--message", TRAILER)
    must(root, "git", "commit", "--quiet", "--no-verify", *message, **identity(*BOT))
    note = {
        "body": body(done, gates, last_line(locked.stderr) if locked.returncode else ""),
        "commit": must(root, "git", "rev-parse", "HEAD"),
        "start": done.start,
        "title": title,
        "version": done.new,
    }
    _note(project).write_text(json.dumps(note), encoding="utf-8")
    return title


def push(project: Project, *, may_change_workflows: bool) -> str:
    """Push the branch and open its pull request, or bring the one that is open up to date.

    Args:
        project: The project.
        may_change_workflows: Whether the token may.

    Returns:
        The title of the pull request.

    Raises:
        RefusedError: If the branch or the pull request cannot be made.
    """
    root = project.root
    try:
        note = json.loads(_note(project).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise RefusedError("There is nothing to push: `groundplan propose commit` first.") from None
    if must(root, "git", "rev-parse", "HEAD") != note["commit"]:
        raise RefusedError("The branch is not as it was committed.")
    theirs = pushed(root)
    if not may_change_workflows:
        refuse_workflows(project, note)
    if not (theirs and not must(root, "git", "diff", "--name-only", theirs, "HEAD")):
        lease = f"--force-with-lease=refs/heads/{BRANCH}:{theirs}"
        reach(root, "push", "--quiet", lease, "origin", f"HEAD:refs/heads/{BRANCH}")
    announce(root, note["title"], note["body"])
    return str(note["title"])


def pushed(root: Path) -> str:
    """Return the commit that the branch is at, unless people work on it.

    Args:
        root: The folder of the project.

    Returns:
        The commit; nothing if there is no such branch.

    Raises:
        RefusedError: If the last commit on it is not of this command.
    """
    reference = f"refs/heads/{BRANCH}"
    if not reach(root, "ls-remote", "origin", reference):
        return ""
    shallow = must(root, "git", "rev-parse", "--is-shallow-repository") == "true"
    depth = ("--depth=1",) if shallow else ()
    reach(root, "fetch", "--quiet", *depth, "origin", reference)
    found = must(root, "git", "rev-parse", "FETCH_HEAD")
    if not is_own(root, found):
        raise RefusedError(
            f"The branch {BRANCH} has commits of people, which a newer version would throw away."
            " Merge it or delete it, then run this workflow again."
        )
    return found


def is_own(root: Path, commit: str) -> bool:
    """Say if a commit was made by `commit`; other workflows have the same committer.

    Args:
        root: The folder of the project.
        commit: The commit.

    Returns:
        Whether it was.
    """
    email, _, message = must(root, "git", "log", "-1", "--format=%ce%n%B", commit).partition("\n")
    return email == BOT[1] and TRAILER in message.splitlines()


def refuse_workflows(project: Project, note: dict[str, str]) -> None:
    """Refuse a change of workflows, which GitHub's own token may not push.

    Args:
        project: The project.
        note: What was committed.

    Raises:
        RefusedError: If it would be rejected.
    """
    options = ("--name-only", note["start"], "HEAD", "--", f":(top){WORKFLOWS}")
    if changed := must(project.root, "git", "diff", *options):
        raise RefusedError(
            f"{note['version']} of the template changes workflows"
            f" ({', '.join(changed.splitlines())}), which GitHub's own token may not push. Run"
            " `groundplan update` on a machine of yours, or give the repository the secret"
            f" TEMPLATE_UPDATE_TOKEN: the head of {WORKFLOWS}/template-update.yml says which."
        )


def announce(root: Path, title: str, text: str) -> None:
    """Open the pull request of the branch, or bring the one that is open up to date.

    Args:
        root: The folder of the project.
        title: Its title.
        text: What it says.
    """
    # A fork may have a branch of that name, and its pull request is not ours to speak for.
    ours = "map(select(.isCrossRepository | not)) | .[].number"
    search = ("--head", BRANCH, "--state", "open", "--json", "number,isCrossRepository")
    number = must(root, "gh", "pr", "list", *search, "--jq", ours)
    content = ("--title", title, "--body", text)
    if number:
        must(root, "gh", "pr", "edit", number.split()[0], *content)
    else:
        must(root, "gh", "pr", "create", "--head", BRANCH, *content)


def reach(root: Path, *words: str) -> str:
    """Run git where the repository is hosted, logged in by `gh` for this once.

    Args:
        root: The folder to run it in.
        *words: What git is asked.

    Returns:
        What it printed, without blanks around it.

    Raises:
        RefusedError: If it failed.
    """
    # The empty one takes back the helpers of others.
    helpers = [("credential.helper", helper) for helper in ("", "!gh auth git-credential")]
    return must(root, "git", *words, **with_settings(os.environ, helpers))


def must(root: Path, *command: str, **variables: str) -> str:
    """Run a command that has to succeed.

    Args:
        root: The folder to run it in.
        *command: The command and its arguments.
        **variables: Environment variables to set.

    Returns:
        What it printed, without blanks around it.

    Raises:
        RefusedError: If it failed.
    """
    try:
        done = run(root, *command, **variables)
    except UnknownError as unknown:
        raise RefusedError(str(unknown)) from None
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip()
        raise RefusedError(f"`{' '.join(command[:3])}` failed: {said}")
    return done.stdout.strip()


def _refuse_a_branch_of_people(root: Path) -> None:
    """Refuse to replace a local branch that was not made here and is nowhere else."""
    reference = f"refs/heads/{BRANCH}"
    if run(root, "git", "rev-parse", "--verify", "--quiet", reference).returncode:
        return
    if not is_own(root, reference) and not must(
        root, "git", "for-each-ref", "--contains", reference, "refs/remotes"
    ):
        raise RefusedError(
            f"There is a branch {BRANCH} with commits that are pushed nowhere: push them, or give"
            " it another name."
        )


def _note(project: Project) -> Path:
    return project.root / must(project.root, "git", "rev-parse", "--git-path", NOTE)
