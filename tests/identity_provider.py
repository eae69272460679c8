"""An OpenID Connect provider: enough of it for a whole sign-in, and for lying in many ways.

OpenID Connect Core 1.0 with PKCE (RFC 7636), as strict as a good provider is: a redirect address
that is not known, a code used twice or a verifier that does not fit gets nothing.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import json
import secrets
import ssl
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

CLIENT, SECRET = "goodfaith", "a-client's secret: with a colon"
Claims = dict[str, Any]


class IdentityProvider:
    """At `issuer` until it is closed. Who signs in is `claims`; each may be changed at any time.

    `forge(claims)` changes what the id_token says, `sign` makes the token of it, `userinfo` what
    is told of the person (None: there is no such endpoint), `answers` what a path answers instead.
    """

    def __init__(self, folder: Path) -> None:
        self.certificate = folder / "certificate.pem"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.provider = self  # type: ignore[attr-defined]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_certified(self.certificate))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.issuer = f"https://127.0.0.1:{self._server.server_address[1]}"
        self.key, self.stranger = _key(), _key()
        self.redirects: set[str] = set()
        self.begin_anew()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def begin_anew(self) -> None:
        self.claims: Claims = {"sub": "7f3a", "preferred_username": "adviser-n1"}
        self.forge: Callable[[Claims], Claims] = lambda claims: claims
        self.sign: Callable[[Claims], str] = self.signed
        self.userinfo: Claims | None = {}
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.codes: dict[str, Claims] = {}
        self.refusals: list[str] = []

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def signed(self, claims: Claims, **more: Any) -> str:
        values = {"key": self.key, "algorithm": "RS256", "headers": {"kid": "one"}} | more
        return jwt.encode(claims, **values)

    def discovery(self) -> Claims:
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }
        told = {"userinfo_endpoint": f"{self.issuer}/userinfo"}
        return found | (told if self.userinfo is not None else {})

    def keys(self) -> Claims:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes on; what a provider would refuse is kept in `refusals`."""
        wrong = {
            "redirect_uri": asked.get("redirect_uri") not in self.redirects,
            "client_id": asked.get("client_id") != CLIENT,
            "response_type": asked.get("response_type") != "code",
            "scope": "openid" not in asked.get("scope", "").split(),
            "state": len(asked.get("state", "")) < 16,
            "nonce": len(asked.get("nonce", "")) < 16,
            "code_challenge": len(asked.get("code_challenge", "")) != 43,
            "code_challenge_method": asked.get("code_challenge_method") != "S256",
        }
        self.refusals += [name for name, is_wrong in wrong.items() if is_wrong]
        code = secrets.token_urlsafe(16)
        self.codes[code] = dict(asked)
        answer = {"code": code, "state": asked.get("state", "")}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, asked: dict[str, str]) -> tuple[int, Claims]:
        was = self.codes.pop(asked.get("code", ""), None)
        verifier = asked.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=")
        wrong = {
            "code": was is None,
            "code_verifier": was is not None and was.get("code_challenge") != challenge.decode(),
            "callback": was is not None and was["redirect_uri"] != asked.get("redirect_uri"),
            "client": (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, SECRET),
        }
        if found := [name for name, is_wrong in wrong.items() if is_wrong]:
            self.refusals += found
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        times = {"iat": now, "exp": now + 300, "iss": self.issuer, "aud": CLIENT}
        nonce = {"nonce": was["nonce"]} if was and "nonce" in was else {}
        token = self.sign(self.forge(self.claims | times | nonce))
        return 200, {"access_token": "an-access", "token_type": "Bearer", "id_token": token}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider: IdentityProvider = self.server.provider  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path in provider.answers:
            self._answer(*provider.answers[parts.path])
        elif parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", provider.authorize(asked))
            self.end_headers()
        elif parts.path == "/userinfo":
            self._tell(200, provider.claims | (provider.userinfo or {}))
        elif parts.path == "/keys":
            self._tell(200, provider.keys())
        else:
            self._tell(200, provider.discovery())

    def do_POST(self) -> None:
        provider: IdentityProvider = self.server.provider  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path in provider.answers:
            self._answer(*provider.answers[self.path])
        else:
            self._tell(*provider.token({name: v[0] for name, v in parse_qs(body).items()}))

    def _tell(self, status: int, told: Claims) -> None:
        self._answer(status, json.dumps(told).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        pass


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _certified(path: Path) -> Path:
    """A certificate of 127.0.0.1, signed by itself, with its key."""
    key, now = _key(), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path.write_bytes(
        key.private_bytes(pem, form, serialization.NoEncryption()) + made.public_bytes(pem)
    )
    return path
