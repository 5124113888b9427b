"""Where the parts of this repository are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE_PARTS = ("copier.yml", "extensions", "template")
"""What Copier reads. Everything else in the repository is about the template, not in it."""

COPIER_SETTINGS = Path(__file__).with_name("copier-settings.yml")
