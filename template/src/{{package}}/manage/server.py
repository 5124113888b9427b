"""Serves one service in this process."""

from pathlib import Path
from pkgutil import resolve_name

import uvicorn

from ..config import Settings
from ..config.services import ServiceSpec, app_target, port_of
from .garbage import collection_paused


def serve(
    settings: Settings,
    spec: ServiceSpec,
    *,
    host: str | None = None,
    port: int | None = None,
    reload: bool = False,
) -> None:
    """Serve a service until the process is told to end.

    Args:
        settings: How to listen, where nothing else is said.
        spec: The service.
        host: Listen here instead of on the configured host.
        port: Listen here instead of on the configured port.
        reload: Start again whenever a source file changes.
    """
    sources = Path(__file__).parents[1]
    target = app_target(spec.name)
    with collection_paused():
        # To reload the application, the server must be able to import it anew.
        app = target if reload else resolve_name(target)()
    uvicorn.run(
        app,
        factory=reload,
        host=settings.server.host if host is None else host,
        port=port_of(spec, settings.server) if port is None else port,
        reload=reload,
        reload_dirs=[str(sources)] if reload else None,
        # The application sets up logging, and writes a line for each request itself.
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.server.forwarded_allow_ips,
        timeout_graceful_shutdown=settings.server.shutdown_timeout_seconds,
    )
