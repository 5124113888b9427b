"""Moves databases between revisions, and writes new ones."""

import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import cast

from alembic import command
from alembic.config import Config
from alembic.script import Script
from sqlalchemy.exc import DBAPIError

from .histories import ENVIRONMENT, History, HistoryError, histories, history_of
from .outages import reason_of, translating_errors

FORMATTER = "ruff"


def config_of(history: History, url: str) -> Config:
    """Return Alembic's configuration for a history and a database."""
    config = Config(cmd_opts=Namespace(quiet=True))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("script_location", _literal(ENVIRONMENT))
    config.set_main_option("version_locations", _literal(history.folder))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["url"] = url
    config.attributes["history"] = history
    return config


def upgrade(url: str, history: str | None = None, revision: str = "head") -> None:
    """Bring a database to a revision: of one history, or of all.

    Several processes may do so at once: one does it, and the others wait for it. Each history
    moves as a whole or not at all. Must not be called from a running event loop.

    Raises:
        HistoryError: The revisions of a history do not follow one another, or the database refuses
            one.
        UnavailableError: The database cannot be reached, or a table stays in use.
    """
    with _failing_in_words():
        for each in _chosen(history):
            command.upgrade(config_of(each, url), revision)


def downgrade(url: str, history: str | None = None, revision: str = "base") -> None:
    """Take a database back to a revision: of one history, or of all; see `upgrade`.

    Raises:
        HistoryError: As `upgrade`.
        UnavailableError: As `upgrade`.
    """
    with _failing_in_words():
        for each in reversed(_chosen(history)):
            command.downgrade(config_of(each, url), revision)


def create_revision(url: str, history: str, message: str) -> tuple[Path, list[str]]:
    """Write the next revision of a history: what its models have and the database has not.

    Returns:
        The file, and what may lose or refuse data in it, in words.

    Raises:
        HistoryError: There is no such history, its revisions do not follow one another, or the
            database is behind them.
        UnavailableError: The database cannot be reached.
    """
    (chosen,) = _chosen(history)
    config = config_of(chosen, url)
    if find_spec(FORMATTER):
        _format_what_is_written(config)
    message = " ".join(message.split())
    number = _highest(chosen) + 1
    # Its hooks tell of themselves, however quiet the rest is.
    with redirect_stdout(StringIO()), _failing_in_words():
        script = command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
    # A list is what Alembic returns for several version tables at once; here is one.
    return Path(cast("Script", script).path), config.attributes.get("cautions", [])


def renumber(history: str, names: Sequence[str]) -> list[Path]:
    """Put revisions behind all others of their history, with the numbers that follow.

    Args:
        history: Whose revisions they are.
        names: Their files, in the order in which they are to run.

    Returns:
        The files under their new names.

    Raises:
        HistoryError: There is no such history or file, or the other revisions do not follow one
            another either.
    """
    chosen = history_of(history)
    names = list(dict.fromkeys(Path(name).name for name in names))
    for name in names:
        if not (chosen.folder / name).is_file():
            msg = f"{history} has no revision {name}."
            raise HistoryError(msg)
    before = chosen.head(without=names)
    number = _highest(chosen, without=names)
    moved = []
    for name in names:
        number += 1
        text = (chosen.folder / name).read_text(encoding="utf-8")
        text = _assign(_assign(text, "revision", f"{number:04d}"), "down_revision", before)
        before = f"{number:04d}"
        slug = name.lstrip("0123456789").lstrip("_")
        moved.append((chosen.folder / name, chosen.folder / f"{number:04d}_{slug}", text))
    for _, new, text in moved:
        new.write_text(text, encoding="utf-8")
    files = [new for _, new, _ in moved]
    for old, _, _ in moved:
        if old not in files:
            old.unlink()
    return files


def _format_what_is_written(config: Config) -> None:
    hooks = {"imports": "check --quiet --select I --fix", "layout": "format --quiet"}
    settings = {"hooks": ", ".join(hooks)}
    for name, options in hooks.items():
        settings[f"{name}.type"] = "module"
        settings[f"{name}.module"] = FORMATTER
        settings[f"{name}.options"] = f"{options} REVISION_SCRIPT_FILENAME"
    for name, value in settings.items():
        config.set_section_option("post_write_hooks", name, value)


def _chosen(name: str | None) -> list[History]:
    chosen = histories() if name is None else [history_of(name)]
    for history in chosen:
        history.head()
    return chosen


def _highest(history: History, without: Sequence[str] = ()) -> int:
    revisions = history.revisions(without=without)
    names = [name for each in revisions for name in (each.file.name, each.identifier)]
    # An identifier of Alembic's own making may begin with digits too, and is no number.
    numbers = (re.match(r"(\d+)(?:_|$)", name) for name in names)
    return max((int(number[1]) for number in numbers if number), default=0)


@contextmanager
def _failing_in_words() -> Iterator[None]:
    try:
        with translating_errors():
            yield
    except DBAPIError as error:
        msg = f"The database refuses: {reason_of(error)}"
        raise HistoryError(msg) from error


def _assign(text: str, name: str, value: str | None) -> str:
    literal = "None" if value is None else f'"{value}"'
    return re.sub(rf"(?m)^({name}\b[^=\n]*= *).*$", rf"\g<1>{literal}", text, count=1)


def _literal(path: Path) -> str:
    # Alembic reads its options with ConfigParser, where a % begins a substitution.
    return str(path).replace("%", "%%")
