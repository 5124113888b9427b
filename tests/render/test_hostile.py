"""Free text of every sort: refused in words, or every file is sound and reads it back."""

import re
import tomllib

import pytest
import yaml

from tests.support.rendering import RefusedError, Renderer
from tests.support.soundness import ANSWERS_FILE, problems_of

TEXTS = {
    "double quotes": 'Bob "B" O\'Neil',
    "quotes at the ends": "\"quoted\" 'twice'",
    "triple quotes": "\"\"\"doc\"\"\" '''doc'''",
    "backslashes": "back\\slash \\n \\u0041 \\",
    "Jinja": "{{ 7*7 }} {% if %} {# note #}",
    "workflow expression": "${{ github.token }}",
    "shell": "$(id) `id` $HOME ; rm -rf / && true | cat > x",
    "percent": "100 % %(x)s %s {0} {x}",
    "hash and colon": "key: value # comment",
    "YAML": "- [a, *b, &c, !d, | > @ `",
    "TOML": "[table] = 'x'",
    "HTML": "<script>alert(1)</script> & &amp;",
    "Markdown": "# *a* _b_ [c](d) ![e](f) | g | ~~h~~ > `i`",
    "accents": "Ünï Pkg für Ärzte, ñandú, Ægir",
    "right to left": "שלום عليكم",
    "wide and emoji": "日本語 🎉 👩‍👩‍👧‍👦 e\u0301",
    "leading digit": "3D Tools",
    "leading dash": "-dash",
    "leading dot": "..",
    "slashes": "a/b\\c",
    "keyword": "class",
    "boolean": "true",
    "null": "null",
    "number": "007",
    "date": "2026-11-21",
    "mixed": "My-Pkg",
    "blanks around": "  padded  ",
    "no-break blanks": "a\u00a0b\u200bc\ufeffd",
}

REFUSED = {
    "line feed": "two\nlines",
    "line feed at the end": "one line\n",
    "carriage return": "two\rlines",
    "tabulator": "a\tb",
    "null": "a\x00b",
    "escape": "\x1b[31mred",
    "delete": "a\x7fb",
    "next line": "a\x85b",
    "other control": "a\x9bb",
    "line separator": "a\u2028b",
    "direction override": "a\u202eb",
    "lone surrogate": "a\ud800b",
    "no character": "a\ufffeb",
}

FIELDS = ("project_name", "description", "user_name")


def _assert_read_back(render: Renderer, text: str, **answers: object) -> None:
    """Every file is sound and the text stands in the metadata as it was typed."""
    free = {"project_name": text[:60], "description": text[:200], "user_name": text[:100]}
    project = render(**free, **answers)
    typed = re.escape(text)
    problems = [item for item in problems_of(project) if not re.search(typed, item)]
    assert not problems, "\n".join(problems)
    metadata = tomllib.loads(project.read("pyproject.toml"))["project"]
    assert metadata["description"] == free["description"]
    assert metadata["authors"] == [{"name": free["user_name"], "email": "developers@example.com"}]
    kept = yaml.safe_load(project.read(ANSWERS_FILE))
    assert {name: kept[name] for name in FIELDS} == free


@pytest.mark.parametrize("case", TEXTS)
def test_text_is_read_back(render: Renderer, case: str) -> None:
    _assert_read_back(render, TEXTS[case], preset="library")


@pytest.mark.parametrize("text", [" ".join(TEXTS.values())[:200], "x" * 200, '"' * 200, "é" * 200])
def test_text_is_read_back_from_the_largest_preset(render: Renderer, text: str) -> None:
    _assert_read_back(render, text, preset="platform")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("case", REFUSED)
def test_text_is_refused_in_words(render: Renderer, case: str, field: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        render(**{field: REFUSED[case]})
    assert refusal.value.question == field
    assert "on one line, without control characters." in refusal.value.words


@pytest.mark.parametrize("case", TEXTS)
def test_text_never_reaches_a_source(render: Renderer, case: str) -> None:
    """Python files, containers and workflows are the same whatever the free text."""
    text = TEXTS[case]
    plain = render(preset="library", package="acme")
    texts = {"project_name": text, "description": text, "user_name": text}
    hostile = render(preset="library", package="acme", **texts)
    for name in plain.files():
        if name.endswith((".py", ".yml", ".yaml", "Dockerfile")) and name != ANSWERS_FILE:
            assert plain.read(name) == hostile.read(name), name
