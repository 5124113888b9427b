"""The exit codes: the one table of them, which the help and the documentation show."""

NOT_DONE = 2
"""What every command ends with when it could not do what it was asked."""

CODES: dict[str, dict[int, str]] = {
    "status": {0: "up to date", 1: "behind", 2: "it cannot be said"},
    "changes": {0: "printed", 2: "it cannot be said"},
    "update": {0: "done, or nothing to do", 1: "done, with conflicts", 2: "not done"},
    "conflicts": {0: "none", 1: "some", 2: "it cannot be said"},
    "drift": {0: "nothing is missing", 1: "something is", 2: "it cannot be said"},
    "drift --repair": {0: "repaired", 1: "repaired, with conflicts", 2: "not done"},
    "move-template": {0: "recorded", 2: "not done"},
    "propose": {0: "done, or nothing to propose", 2: "not done"},
}
"""Every command, with what each of its exit codes means."""


def codes_of(command: str) -> str:
    """Say what the exit codes of a command mean.

    Args:
        command: Its name.

    Returns:
        A line of text.
    """
    rows = [
        (name if name != command else "", meanings)
        for name, meanings in CODES.items()
        if name.split()[0] == command
    ]
    said = [
        f"{name or 'Exit codes'}: " + "; ".join(f"{code} {words}" for code, words in row.items())
        for name, row in rows
    ]
    return ". ".join(said) + "."
