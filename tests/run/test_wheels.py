"""What a project is built into, and what its environment holds."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.answers import NAMES, PARTS
from tests.support.environment import Checkout, run
from tests.support.macros import NAMES_MACROS
from tests.support.rendering import Answers

Installed = Callable[..., Checkout]

IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
print(package.__file__)
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not module.name.endswith("__main__") and ".migrations." not in module.name:
        importlib.import_module(module.name)
"""


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"preset": "library"}, id="library"),
        pytest.param(
            {
                "preset": "platform",
                "parts": PARTS["longest and shortest of each"],
                **NAMES["longest"],
            },
            id="longest names",
        ),
    ],
)
def test_every_module_is_imported_from_the_wheel(
    checkout: Callable[..., Checkout], tmp_path: Path, answers: Answers
) -> None:
    project = checkout(**answers)
    package = project.plan["package"]
    project.run("uv", "build", "--quiet", "--wheel", "--out-dir", tmp_path / "dist")
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    sources = {
        name.removeprefix("src/")
        for name in project.files("src/**/*")
        if not name.endswith(".gitkeep")
    }
    assert sources <= set(zipfile.ZipFile(wheel).namelist())
    python = ["uv", "run", "--quiet", "--isolated", "--no-project", "--with", wheel, "python"]
    printed = run([*python, "-c", IMPORT_ALL, package], tmp_path).stdout
    assert "site-packages" in printed


TOP_LEVEL = """
import importlib.metadata, json
print(json.dumps(sorted(importlib.metadata.packages_distributions())))
"""


@pytest.mark.parametrize("preset", ["platform"])
def test_no_package_may_take_the_name_of_an_installed_one(
    installed: Installed, preset: str
) -> None:
    project = installed(preset=preset)
    names = json.loads(project.run("uv", "run", "python", "-c", TOP_LEVEL).stdout)
    own = project.plan["package"]
    public = [name for name in names if name.isidentifier() and name.islower() and name != own]
    accepted = [name for name in public if not NAMES_MACROS.package_problem(name)]
    assert accepted == []
