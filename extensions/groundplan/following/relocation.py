"""Record where the template is now."""

import re

import yaml

from ..errors import UnknownError
from . import address
from .clone import clone, commit_of
from .project import Project


def relocate(project: Project, source: str) -> str:
    """Write another address of the template into the answers file.

    Args:
        project: The project.
        source: The address, as Copier takes it; that of a folder is absolute.

    Returns:
        The address of before.

    Raises:
        UnknownError: If there is no template, it does not have the version that the project was
            made from, or the answers file says nothing.
    """
    known = project.recorded()
    address.check(source, project.root)
    source = address.for_copier(source)
    with clone(source, project.root) as folder:
        commit_of(folder, known.version)
    path = project.root / project.answers_file
    line = yaml.safe_dump({"_src_path": source}, allow_unicode=True, width=2**31).rstrip("\n")
    text = path.read_text(encoding="utf-8")
    pattern = r"^_src_path:[^\n]*(?:\n[ \t]+[^\n]*)*$"
    text, count = re.subn(pattern, lambda _: line, text, flags=re.MULTILINE)
    if count != 1:
        raise UnknownError(f"{project.answers_file} has no line that begins with _src_path.")
    path.write_text(text, encoding="utf-8")
    return known.source
