"""Configuration: one settings class for each environment, chosen by a factory."""

from .factory import ConfigurationError, get_settings, load_settings
from .settings import Settings

__all__ = ["ConfigurationError", "Settings", "get_settings", "load_settings"]
