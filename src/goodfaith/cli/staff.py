"""`goodfaith staff add`: the first administrator, and whoever has lost every other way in."""

from __future__ import annotations

import argparse
import getpass
import os
import secrets
import sys

from goodfaith.cli.installation import Unusable, installation_in_use
from goodfaith.cli.telling import Teller
from goodfaith.platform.configuration import (
    Configuration,
    ConfigurationInvalid,
    read_configuration,
)

_GENERATED_BYTES = 12


def add_staff(options: argparse.Namespace, teller: Teller) -> int:
    """Add somebody with a role; the password is asked for, read from a pipe, or made."""
    try:
        configuration = read_configuration(os.environ)
    except ConfigurationInvalid as invalid:
        teller.error(str(invalid))
        return 2
    password = secrets.token_urlsafe(_GENERATED_BYTES) if options.generate else _asked(teller)
    if password is None:
        teller.error(teller.word("staff_passwords_differ"))
        return 2
    try:
        return _add(configuration, options, password, teller)
    except Unusable as error:
        teller.error(str(error))
        return 2


def _add(
    configuration: Configuration, options: argparse.Namespace, password: str, teller: Teller
) -> int:
    with installation_in_use(teller):
        from django.core.exceptions import ValidationError
        from django.core.management import call_command
        from django.utils import timezone

        from goodfaith.trust.refusing import Refused
        from goodfaith.trust.roles import Role
        from goodfaith.trust.services.first import add_staff as add

        call_command("migrate", database="owner", verbosity=0)
        try:
            staff, is_new = add(
                number=options.number, name=options.name or options.number,
                role=Role(options.role), unit=options.unit, password=password,
                now=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            for reason in refused.refusals:
                teller.error(f"--{reason.field or reason.code}: {reason.sentence}")
            return 1
        except ValidationError as weak:
            teller.error("\n".join(weak.messages))
            return 1
        number = staff.number
    if is_new:
        teller.say("staff_top_made", unit=options.unit or "HQ")
    teller.say("staff_added", number=number, address=configuration.public_url)
    if options.generate:
        teller.say("staff_password", password=password)
    return 0


def _asked(teller: Teller) -> str | None:
    """What was typed twice, or the first line of a pipe; None when the two differ."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(teller.word("staff_ask"))
    return first if getpass.getpass(teller.word("staff_ask_again")) == first else None
