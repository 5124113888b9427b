"""What a project shows of a component, and must not show without it."""

import re

from tests.support.rendering import Project
from tests.support.soundness import ANSWERS_FILE

FOLDERS = {
    "auth": "shared/auth",
    "jobs": "shared/jobs",
    "cli": "frontend/cli",
    "docker": "admin/deployment/docker",
    "ci": ".github/workflows",
    "services": "backend",
}
"""The folder of each component that has one, as the end of its path."""

WORDS = {
    "auth": r"jwt|bearer|shared\.auth|require_roles|require_access",
    "jobs": r"dbos|shared\.jobs|backend\.worker",
    "metrics": r"prometheus",
    "tracing": r"opentelemetry|otlp",
    "cli": r"frontend",
    "docker": r"dockerfile|compose\.ya?ml|docker compose",
    "ci": r"\.github|github actions",
    "docs": r"zensical",
    "postgresql": r"asyncpg|psycopg",
    "update_workflow": r"template-update",
    "renovate": r"renovate",
    "services": r"fastapi|uvicorn|sqlalchemy|alembic|schemathesis",
}
"""What only a project with the component has a reason to say, in any file."""


def residue_of(project: Project) -> list[str]:
    """What is there of components that are off, and what is missing of those that are on.

    Args:
        project: The rendered project.

    Returns:
        One sentence for each finding.
    """
    has = project.plan["has"]
    files = project.files()
    found = []
    for name, folder in FOLDERS.items():
        present = any(f"/{folder}/" in f"/{path}" for path in files)
        if present != has[name]:
            found.append(f"{folder} is {'there' if present else 'missing'}, {name} is {has[name]}")
    texts = {path: project.read(path) for path in files if path != ANSWERS_FILE}
    for name, words in WORDS.items():
        pattern = re.compile(words, re.IGNORECASE)
        saying = [path for path, text in texts.items() if pattern.search(text)]
        if name == "postgresql":  # tests mask and tell apart URLs of any database
            saying = [path for path in saying if not path.startswith("tests/")]
        if not has[name]:
            found += [f"{path} speaks of {name}, which is off" for path in saying]
        elif not saying:
            found.append(f"nothing speaks of {name}, which is on")
    return found
