"""Measures what rendering and the generated projects cost: `uv run python -m tests.benchmarks`.

Nothing here is a test: figures depend on the machine, ratios of one run hardly do.
"""
