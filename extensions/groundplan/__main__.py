"""Start the command: `groundplan`, or `python -m groundplan`."""

import os
import signal
import sys
from collections.abc import Sequence

from .git import own_environment


def main(words: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        words: The arguments; those of the process if there are none.

    Returns:
        The exit code.
    """
    # First of all: what is imported next keeps the environment that it finds.
    environment = own_environment(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    from .cli import run  # noqa: PLC0415

    if words is None:
        # Whoever ends the command has it clean up, as whoever interrupts it.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    return run(sys.argv[1:] if words is None else list(words))


if __name__ == "__main__":
    sys.exit(main())
