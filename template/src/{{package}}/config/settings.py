"""Settings of the project's own, in every environment."""

from .base import CommonSettings


class Settings(CommonSettings):
    """What the project can be set to: fields and sections of its own go here."""
