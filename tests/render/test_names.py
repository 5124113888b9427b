"""The macros that make names: their lists are complete, their defaults always valid."""

import keyword
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.macros import INSTALLED, NAMES_MACROS
from tests.support.rendering import Renderer


def _list(name: str) -> list[str]:
    """A list of names.jinja."""
    found: list[str] = getattr(NAMES_MACROS, name)
    return found


TAKEN = [_list(name) for name in ("stdlib", "reserved", "distributions")] + [INSTALLED]
"""Names that no package may have."""

package_of, package_problem = NAMES_MACROS.package_of, NAMES_MACROS.package_problem
singular, pascal, ascii_of = NAMES_MACROS.singular, NAMES_MACROS.pascal, NAMES_MACROS.ascii


def test_standard_library_of_the_running_python_is_known() -> None:
    public = {name.lower() for name in sys.stdlib_module_names if not name.startswith("_")}
    assert sorted(public - set(_list("stdlib"))) == []


def test_keywords_of_the_running_python_are_known() -> None:
    own = {name.lower() for name in (*keyword.kwlist, *keyword.softkwlist) if name != "_"}
    assert sorted(own - set(_list("keywords"))) == []


@pytest.mark.parametrize("name", ["keywords", "stdlib", "distributions"])
def test_lists_are_sorted_and_without_repeats(name: str) -> None:
    assert _list(name) == sorted(set(_list(name)))


def test_folders_and_modules_of_a_project_are_reserved(render: Renderer) -> None:
    """A service lives beside them, and a package above them."""
    project = render(preset="platform")
    package = project.plan["package"]
    inside = {path.split("/")[2] for path in project.files(f"src/{package}/**/*")}
    beside = {
        path.split("/")[3] for path in project.files(f"src/{package}/backend/**/*") if "/" in path
    }
    root = {path.split("/")[0] for path in project.files("**/*") if "/" in path}
    names = {name.removesuffix(".py") for name in inside | beside | root if name[0] not in "._"}
    parts = {part["name"] for part in project.plan["each"]["part"]}
    assert sorted(names - parts - set(_list("reserved")) - {"py.typed"}) == []


EXAMPLES = {
    "Acme": "acme",
    "3D Tools": "app_3d_tools",
    "class": "class_app",
    "Json": "json_app",
    "Tests": "tests_app",
    "Ünï Pkg": "uni_pkg",
    "My-Pkg": "my_pkg",
    "Straße & Œuvre": "strasse_oeuvre",
    "  padded  ": "padded",
    "日本語": "project",
    "🎉": "project",
    "-dash": "dash",
    "_under_": "under",
    "{{ 7*7 }}": "app_7_7",
    "$(id)": "id",
    "a.b.c": "a_b_c",
    "The Extraordinarily Long Name of One": "the_extraordinarily_long_name",
}


@pytest.mark.parametrize("title", EXAMPLES)
def test_package_of_a_title(title: str) -> None:
    assert package_of(title) == EXAMPLES[title]


@given(st.text(min_size=1, max_size=60))
def test_default_package_is_always_valid(title: str) -> None:
    assert package_problem(package_of(title)) == ""


@given(st.sampled_from([name for table in TAKEN for name in table]))
def test_default_package_never_takes_a_name_that_is_in_use(title: str) -> None:
    assert package_problem(package_of(title)) == ""


@pytest.mark.parametrize(
    ("word", "one"),
    [
        ("datasets", "dataset"),
        ("batches", "batch"),
        ("categories", "category"),
        ("status", "status"),
        ("addresses", "address"),
        ("boxes", "box"),
        ("analysis", "analysis"),
        ("series", "series"),
        ("training", "training"),
        ("movies", "movie"),
        ("time_series", "time_series"),
        ("caches", "cache"),
        ("searches", "search"),
        ("sizes", "size"),
        ("statuses", "status"),
        ("releases", "release"),
        ("is", "is"),
        ("s", "s"),
    ],
)
def test_singular(word: str, one: str) -> None:
    assert singular(word) == one


NAME = st.from_regex(r"[a-z][a-z0-9]{0,5}(_[a-z0-9]{1,5}){0,2}", fullmatch=True)


@given(NAME)
def test_class_of_a_service_is_an_identifier(name: str) -> None:
    made = pascal(singular(name))
    assert made.isidentifier()
    assert made[0].isupper()


@given(st.text(alphabet="àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿßÀÉÜ"))
def test_latin_letters_have_an_ascii_form(text: str) -> None:
    assert ascii_of(text).isascii()


def test_macros_take_any_value(render: Renderer) -> None:
    plan: dict[str, Any] = render(project_name="Ünï Pkg").plan
    assert (plan["name"], plan["package"], plan["slug"]) == ("Ünï Pkg", "uni_pkg", "uni-pkg")
    assert plan["prefix"] == "UNI_PKG_"
