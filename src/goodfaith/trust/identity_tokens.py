"""What an identity provider says of somebody, checked before it is believed.

OpenID Connect Core 1.0, section 3.1.3.7. The standard lets a client that asked over TLS take the
token unread; here its signature decides all the same: a proxy that opens TLS is no provider.
"""

from __future__ import annotations

from typing import Any

import jwt

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
"""Those with a public key. A shared secret would let whoever reads our settings be anybody."""
REQUIRED = ("iss", "sub", "aud", "exp", "iat", "nonce")
LEEWAY_SECONDS = 60
"""What two clocks may differ by."""


class TokenRefused(Exception):
    """The token is not to be believed; the message is a code."""


def checked_claims(
    token: str, keys: dict[str, Any], *, issuer: str, client: str, nonce: str
) -> dict[str, Any]:
    """The claims of a token that `issuer` has signed for `client`, in answer to `nonce`.

    `keys` is a JSON Web Key Set (RFC 7517). Raises `TokenRefused`.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key_of(token, keys),
            algorithms=list(ALGORITHMS),
            audience=client,
            issuer=issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": list(REQUIRED)},
        )
    except jwt.PyJWTError as error:
        raise TokenRefused(type(error).__name__) from error
    if claims["nonce"] != nonce or not nonce:
        raise TokenRefused("nonce")
    if claims.get("azp", client) != client:
        raise TokenRefused("azp")
    return claims


def _key_of(token: str, keys: dict[str, Any]) -> jwt.PyJWK:
    """The key that the token names; the only one when it names none."""
    name = jwt.get_unverified_header(token).get("kid")
    usable = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use != "enc"]
    found = [key for key in usable if name in (None, key.key_id)]
    if len(found) != 1:
        raise TokenRefused("key")
    return found[0]
