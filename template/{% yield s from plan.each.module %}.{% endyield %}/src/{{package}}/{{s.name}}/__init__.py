"""Describe a series of numbers: all at once, or value by value in constant memory."""

from .running import RunningSummary
from .summary import Summary, summarize

__all__ = ["RunningSummary", "Summary", "summarize"]
