"""Asks a starting process over HTTP whether it is ready."""

import asyncio
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 2.0

_NO_ANSWER = (OSError, HTTPException)


async def is_ready(url: str) -> bool:
    """Return whether the URL answers with 200 OK; never raises for want of an answer."""
    return await asyncio.to_thread(_answers, url)


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    # Unlike urllib.request, this never goes through the proxy that the environment names.
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status == HTTPStatus.OK
    except _NO_ANSWER:
        return False
    finally:
        connection.close()
