"""Several processes run side by side in the foreground, as one command."""

from .console import Console
from .ports import Address, find_taken
from .processes import ProcessSpec, start_process
from .signals import StopRequest, stop_on_signals
from .supervisor import Supervisor

__all__ = [
    "Address",
    "Console",
    "ProcessSpec",
    "StopRequest",
    "Supervisor",
    "find_taken",
    "start_process",
    "stop_on_signals",
]
