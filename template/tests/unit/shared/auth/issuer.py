"""An OpenID provider that runs here."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

Key = rsa.RSAPrivateKey


def new_key() -> Key:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Issuer:
    """A provider with a server, keys that it publishes, and a list of what it was asked."""

    def __init__(self) -> None:
        self.keys = {"first": new_key()}
        self.asked: list[str] = []
        self.is_down = False
        self.name = ""

    def answer(self, path: str) -> object:
        self.asked.append(path)
        if path.endswith("openid-configuration"):
            return {"issuer": self.name, "jwks_uri": f"{self.name}/keys"}
        public = {kid: key.public_key() for kid, key in self.keys.items()}
        return {
            "keys": [
                {**RSAAlgorithm.to_jwk(key, as_dict=True), "kid": kid, "use": "sig"}
                for kid, key in public.items()
            ]
        }

    def sign(self, kid: str = "first", key: Key | None = None, **changes: Any) -> str:  # noqa: ANN401
        now = datetime.now(UTC)
        claims = {
            "iss": self.name,
            "aud": "here",
            "sub": "ada",
            "jti": "one",
            "iat": now,
            "exp": now + timedelta(minutes=5),
            "realm": {"roles": ["editor", "captain"]},
        } | changes
        return jwt.encode(claims, key or self.keys[kid], algorithm="RS256", headers={"kid": kid})


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    """Run a provider on a port of its own."""
    made = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = json.dumps(made.answer(self.path)).encode()
            self.send_response(500 if made.is_down else 200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.name = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever).start()
        yield made
        server.shutdown()
