"""Who is who in a chat: colleagues, customers and robots, by their ids and by what one is told.

The archive knows a colleague by the company's own user id, anybody else by an external id: `wm`
or `wo` and a long random word for a contact, `wb` for a robot. A user id may begin the same way
(woody, wbchen): a short id that goes on in lower case is a colleague wherever somebody in the
chat is external beyond doubt. Roles that were given come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from goodfaith.analysis.conversation import CUSTOMER_ROLES, Role
from goodfaith.analysis.readers.wecom_options import WecomOptions

_EXTERNAL: Final = re.compile(r"w[mob].+")
_BEYOND_DOUBT: Final = re.compile(r"w[mob](?:[^a-z].*|.{18,})")


def roles_of(members: Iterable[str], options: WecomOptions) -> dict[str, Role]:
    """Return the role of every member of a chat, in the order of `members`."""
    everyone = tuple(members)
    certain = any(
        options.roles[id_] in CUSTOMER_ROLES
        if id_ in options.roles
        else _BEYOND_DOUBT.fullmatch(id_)
        for id_ in everyone
    )
    external = _BEYOND_DOUBT if certain else _EXTERNAL
    return {id_: options.roles.get(id_) or _role(id_, external) for id_ in everyone}


def _role(id_: str, external: re.Pattern[str]) -> Role:
    if not external.fullmatch(id_):
        return "adviser"
    return "robot" if id_.startswith("wb") else "customer"
