"""Paths of the template as the table of ownership writes them."""

import re

from tests.support.paths import ROOT


def plain(path: str) -> str:
    """A path below template/ as the table writes it."""
    path = re.sub(r"\{% yield s .*?%\}\.\{% endyield %\}/", "", path)
    path = path.replace("{{package}}", "PACKAGE").replace("{{s.name}}", "PART")
    path = path.replace("{{_copier_conf.answers_file}}", ".copier-answers.yml")
    return "/" + path.removeprefix("template/").removesuffix(".jinja")


def paths_here() -> set[str]:
    """What this version writes."""
    files = (path for path in (ROOT / "template").rglob("*") if path.is_file())
    return {plain(path.relative_to(ROOT).as_posix()) for path in files}


def covers(place: str, path: str) -> bool:
    """Whether a row's path is another path or a folder around it."""
    return path == place or (place.endswith("/") and path.startswith(place))
