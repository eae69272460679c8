"""A whole server whose mail server is down, and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from embedded_users import remove, wait_for
from furnished_home import furnish
from mail_server import PASSWORD, USER, MailServer
from migrated_home import migrated_home
from served import Served

SEND = """
select procrastinate_defer_jobs_v1(array[row(
  'bulk', 'platform.send_exports', 0, null, null, '{"timestamp": 1}', null
)::procrastinate_job_to_defer_v1])
"""
FAILURES = "select failures from platform_scheduledexport"
DUE = "update platform_scheduledexport set next_at = now()"


@pytest.fixture
def port() -> int:
    """Of a mail server that is not there any more."""
    server = MailServer()
    server.close()
    return server.port


@pytest.fixture
def served(port: int) -> Iterator[Served]:
    home = migrated_home()
    furnish(home, "people_mailed")
    account = f"{quote(USER, '')}:{quote(PASSWORD, '')}"
    found = Served(
        home,
        GOODFAITH_MAIL_URL=f"smtp://{account}@127.0.0.1:{port}",
        GOODFAITH_MAIL_SENDER="至诚 <goodfaith@insurer.example>",
    )
    found.wait_until_ready()
    yield found
    found.end()
    remove(home)


def test_what_a_server_that_was_down_did_not_take_arrives_once_it_is_back(
    served: Served, port: int
) -> None:
    served.ask(SEND)
    wait_for(lambda: served.ask(FAILURES)[0][0] or None)
    assert served.get("/account/login/")[0] == 200
    assert "the mail server did not answer" in served.log.read_text()
    server = MailServer(asks_who=True, port=port)
    served.ask(DUE)
    served.ask(SEND)
    wait_for(lambda: server.raw)
    wait_for(lambda: served.ask(FAILURES) == [(0,)])
    (message,) = server.messages
    assert message["Subject"] == "会话"
    assert PASSWORD not in served.log.read_text()
    server.close()
