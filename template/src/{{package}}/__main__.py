"""Lets `python -m` and the name of the package stand for the command."""

from .main import main

main()
