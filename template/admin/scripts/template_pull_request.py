# /// script
# requires-python = ">=3.11"
# ///
"""Propose the newest version of the template as a pull request: what the workflow runs.

`try` updates and runs the gates, and hands over what came of them. `propose` updates once more,
where none of the updated code has run, and opens the one pull request of this workflow, or brings
it up to date.
"""

import os
import re
import secrets
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from admin.scripts.template_update import RefusedError, Update, update
from admin.scripts.template_versions import ROOT, UnknownVersionError, last_line, run, status

BRANCH = "template-update"
WORKFLOWS = ".github/workflows"
BOT = ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")
ROW = re.compile(r"^(\w[\w-]*) +(passed|FAILED) ", re.MULTILINE)
MAX_CHANGES = 20_000


def attempt(root: Path) -> int:
    """Update the project, run its gates, and hand both over to the next job.

    Args:
        root: The folder of the project.

    Returns:
        0, whether the gates pass or not.
    """
    if not status(root).is_behind:
        print("Up to date: there is nothing to propose.")
        return 0
    done = update(root)
    ran = run(root, "uv", "run", "admin/scripts/check.py")
    print(ran.stdout, ran.stderr)
    hand_over("version", done.new)
    hand_over("gates", gate_table(ran.stdout, last_line(ran.stderr)))
    return 0


def propose(root: Path) -> int:
    """Update the project on a branch of its own and open a pull request for it.

    Args:
        root: The folder of the project.

    Returns:
        0.

    Raises:
        RefusedError: If the branch or the pull request cannot be made.
    """
    version = os.environ["VERSION"]
    if not re.fullmatch(r"\w[\w.+-]*", version):
        message = f"{version!r} is no version"
        raise RefusedError(message)
    must(root, "gh", "auth", "setup-git")
    theirs = pushed(root)
    done = update(root, version)
    run(root, "uv", "lock", "--no-build")  # building would run code of others with the token
    commit(root, f"Update the template to {done.new}")
    refuse_workflows(root, done)
    push(root, theirs)
    title = f"Update the template to {done.new}"
    announce(root, title, body(done, os.environ.get("GATES", "")))
    return 0


def pushed(root: Path) -> str:
    """Return the commit that the branch is at, unless people work on it.

    Args:
        root: The folder of the project.

    Returns:
        The commit; nothing if there is no such branch.

    Raises:
        RefusedError: If the last commit on it is not of this script.
    """
    reference = f"refs/heads/{BRANCH}"
    if not must(root, "git", "ls-remote", "origin", reference):
        return ""
    must(root, "git", "fetch", "--quiet", "--depth=1", "origin", reference)
    commit, email = must(root, "git", "log", "-1", "--format=%H %ce", "FETCH_HEAD").split(" ", 1)
    if email != BOT[1]:
        message = (
            f"The branch {BRANCH} has commits of people, which a newer version would throw away."
            " Merge it or delete it, then run this workflow again."
        )
        raise RefusedError(message)
    return commit


def commit(root: Path, subject: str) -> None:
    """Commit the update, with its conflicts: the gates of the project do not let them be merged.

    Args:
        root: The folder of the project.
        subject: The first line of the message.
    """
    must(root, "git", "switch", "--quiet", "--force-create", BRANCH)
    must(root, "git", "add", "--all")
    # Variables, since those of whoever runs this would win over options.
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in zip(("NAME", "EMAIL"), BOT, strict=True)
    }
    must(root, "git", "commit", "--quiet", "--no-verify", "--message", subject, **identity)


def refuse_workflows(root: Path, done: Update) -> None:
    """Refuse a change of workflows, if the token may not push it.

    Args:
        root: The folder of the project.
        done: What came of the update.

    Raises:
        RefusedError: If it would be rejected.
    """
    changed = must(root, "git", "diff", "--name-only", done.start, "HEAD", "--", WORKFLOWS)
    if changed and os.environ.get("MAY_CHANGE_WORKFLOWS") != "true":
        message = (
            f"{done.new} of the template changes workflows ({', '.join(changed.splitlines())}),"
            " which GitHub's own token may not push. Run `uv run admin/scripts/template.py update`"
            " on a machine of yours, or give the repository the secret TEMPLATE_UPDATE_TOKEN: the"
            f" head of {WORKFLOWS}/template-update.yml says which."
        )
        raise RefusedError(message)


def push(root: Path, theirs: str) -> None:
    """Push the branch, unless it has the same files already.

    Args:
        root: The folder of the project.
        theirs: The commit that the branch is at; nothing if there is no such branch.
    """
    if theirs and not must(root, "git", "diff", "--name-only", theirs, "HEAD"):
        return
    lease = f"--force-with-lease=refs/heads/{BRANCH}:{theirs}"
    must(root, "git", "push", "--quiet", lease, "origin", f"HEAD:refs/heads/{BRANCH}")


def announce(root: Path, title: str, text: str) -> None:
    """Open the pull request of the branch, or bring the one that is open up to date.

    Args:
        root: The folder of the project.
        title: Its title.
        text: What it says.
    """
    search = ("--head", BRANCH, "--state", "open", "--json", "number", "--jq", ".[].number")
    number = must(root, "gh", "pr", "list", *search)
    content = ("--title", title, "--body", text)
    if number:
        must(root, "gh", "pr", "edit", number.split()[0], *content)
    else:
        must(root, "gh", "pr", "create", "--head", BRANCH, *content)


def body(done: Update, gates: str) -> str:
    """Write what the pull request says.

    Args:
        done: What came of the update.
        gates: What came of the gates, as Markdown.

    Returns:
        Markdown. What the template says is last and mentions nobody and no issue.
    """
    parts = [f"From {done.old} to {done.new} of the template this project is made from."]
    if done.conflicts:
        files = "\n".join(f"- {plain(line)}" for line in done.conflicts)
        steps = f"git fetch origin {BRANCH}\ngit switch {BRANCH}"
        parts.append(
            f"## Conflicts\n\nBoth sides changed the same lines:\n\n{files}\n\n"
            f"```sh\n{steps}\n```\n\nSettle them, commit and push: a commit of yours stops this"
            " workflow from touching the branch."
        )
    else:
        parts.append("## Conflicts\n\nNone.")
    parts.append(f"## Gates\n\n{plain(gates) or 'Nobody knows: they did not run.'}")
    parts.append(
        "GitHub starts no workflow for what its own token pushed. To run the others on this pull"
        " request, close and reopen it."
    )
    text = plain(done.changes)
    cut = "\n\n(shortened)" if len(text) > MAX_CHANGES else ""
    parts.append(f"## What changed in the template\n\n{text[:MAX_CHANGES]}{cut}")
    return "\n\n".join(parts)


def plain(text: str) -> str:
    """Return Markdown that notifies nobody, and neither links nor closes an issue.

    Args:
        text: What somebody else wrote.

    Returns:
        The same to the eye.
    """
    return re.sub(r"@(?=\w)|#(?=\d)|\b[Gg][Hh]-(?=\d)", "\\g<0>\u200b", text)


def gate_table(printed: str, problem: str) -> str:
    """Return what came of the gates.

    Args:
        printed: What they printed.
        problem: The last line of their errors.

    Returns:
        Markdown.
    """
    rows = sorted(ROW.findall(printed))
    if not rows:
        return f"They could not run: {problem}"
    head = "| Gate | |\n|---|---|\n"
    return head + "\n".join(f"| `{name}` | {verdict} |" for name, verdict in rows)


def hand_over(name: str, value: str) -> None:
    """Set an output of this step, as GitHub reads it.

    Args:
        name: The name of the output.
        value: Its value; any text.
    """
    end = secrets.token_hex(16)
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.write(f"{name}<<{end}\n{value}\n{end}\n")


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
    done = run(root, *command, **variables)
    if done.returncode:
        message = f"`{' '.join(command[:3])}` failed: {done.stderr.strip() or done.stdout.strip()}"
        raise RefusedError(message)
    return done.stdout.strip()


def main() -> int:
    """Do what the first argument says.

    Returns:
        The exit code: 1 if it could not be done.
    """
    commands = {"try": attempt, "propose": propose}
    try:
        return commands[sys.argv[1]](ROOT)
    except (RefusedError, UnknownVersionError) as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
