"""Free text of every sort: refused in words, or every file is sound and reads it back."""

import tomllib
from typing import Any

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
UNTOUCHED = (".py", ".yml", ".yaml", ".sh", "Dockerfile")
"""Files that free text has no business in."""

_CASES = [*TEXTS, *list(TEXTS)[:2]]
EACH_IN_EVERY_FIELD = [
    pytest.param(cases, id=", ".join(cases), marks=[] if index % 3 == 0 else pytest.mark.full)
    for index, cases in enumerate(zip(_CASES, _CASES[1:], _CASES[2:], strict=False))
]
"""Each text in one of the fields; the longer matrix has it in all of them."""

MIXED = [" ".join(TEXTS.values())[:200], "x" * 200, '"' * 200, "é" * 200]
LONGEST = {"project_name": 60, "description": 200, "user_name": 100}


def _assert_read_back(render: Renderer, texts: list[str], **answers: Any) -> None:
    """Every file is sound, sources do not change, and the texts are read back as typed."""
    free = {name: text[: LONGEST[name]] for name, text in zip(FIELDS, texts, strict=True)}
    plain = render(package="acme", **answers)
    hostile = render(package="acme", **free, **answers)
    # The text itself may look like a template, and may not look like anything else.
    problems = [found for found in problems_of(hostile) if "has template syntax" not in found]
    assert not problems, "\n".join(problems)
    for name in plain.files():
        if name.endswith(UNTOUCHED) and name != ANSWERS_FILE:
            assert plain.read(name) == hostile.read(name), name
    read = {name: text.strip() for name, text in free.items()}
    metadata = tomllib.loads(hostile.read("pyproject.toml"))["project"]
    assert metadata["description"] == read["description"]
    assert metadata["authors"] == [{"name": read["user_name"], "email": "developers@example.com"}]
    kept = yaml.safe_load(hostile.read(ANSWERS_FILE))
    assert {name: kept[name] for name in FIELDS} == free


@pytest.mark.parametrize("cases", EACH_IN_EVERY_FIELD)
def test_texts_are_read_back(render: Renderer, cases: tuple[str, str, str]) -> None:
    _assert_read_back(render, [TEXTS[case] for case in cases], preset="library")


@pytest.mark.parametrize("text", MIXED, ids=["all", "letters", "quotes", "accents"])
def test_text_is_read_back_from_the_largest_preset(render: Renderer, text: str) -> None:
    _assert_read_back(render, [text] * 3, preset="platform")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("case", REFUSED)
def test_text_is_refused_in_words(render: Renderer, case: str, field: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        render(**{field: REFUSED[case]})
    assert refusal.value.question == field
    assert "on one line, without control characters." in refusal.value.words
