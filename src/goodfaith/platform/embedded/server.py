"""Starting and stopping the server; all of it is to be called inside the gate.

Nothing is believed that was written down before: a server is there when it answers, and it is gone
when the lock that each of its processes holds is free.
"""

from __future__ import annotations

import fcntl
import os
import shlex
import signal
import time
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import msgspec
import psycopg

from goodfaith.platform.embedded.binaries import Binaries
from goodfaith.platform.embedded.cluster import Cluster
from goodfaith.platform.embedded.errors import (
    ClusterDamaged,
    ServerNotReady,
    ServerNotStarted,
    ServerNotStopped,
)
from goodfaith.platform.embedded.locks import POLL_SECONDS, is_serving, open_lock
from goodfaith.platform.embedded.place import Place
from goodfaith.platform.embedded.processes import end, is_living, orphans, processes_on
from goodfaith.platform.embedded.server_log import ServerLog
from goodfaith.platform.embedded.sockets import (
    SOCKET,
    listening_pid,
    noted_pid,
    settle_socket_folder,
    socket_folder,
)

IDLE_SECONDS = 8.0  # after a crash PostgreSQL itself gives its processes 5 to leave
FAST_STOP_SECONDS = 60.0  # a checkpoint of all that max_wal_size allows
IMMEDIATE_STOP_SECONDS = 15.0  # PostgreSQL kills what has not left after 5
STARTS_WITHOUT_A_WORD = 20
LONGEST_POLL_SECONDS = 0.5  # the server logs everybody who comes too early
CONNECT_SECONDS = 10  # a server that is stopped in its tracks accepts and says nothing
# Whatever postgresql.conf says. Below "log" are errors, which quote values and statements.
_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "client_connection_check_interval": "5s",  # who asked is gone: stop working for them
}
_FULL = ("too many clients", "remaining connection slots")  # so it serves
_RECOVERING = ("in recovery mode", "not yet accepting connections", "is starting up")
_PASSING = ("the database system is", "terminating connection")


class Answer(Enum):
    READY = "ready"
    BUSY = "stopping or not answering"
    RECOVERING = "starting or recovering from a crash"
    SILENT = "nobody listens"


class Server(msgspec.Struct, frozen=True):
    place: Place
    cluster: Cluster
    binaries: Binaries

    def answer(self) -> Answer:
        """Whether a connection succeeds. Raises `ClusterDamaged` when it never will."""
        try:
            psycopg.connect(self.cluster.dsn("owner"), connect_timeout=CONNECT_SECONDS).close()
        except psycopg.OperationalError as error:
            return self._refused(str(error))
        return Answer.READY

    def _refused(self, words: str) -> Answer:
        if any(sign in words for sign in _FULL):
            return Answer.READY
        if any(sign in words for sign in _RECOVERING):
            return Answer.RECOVERING
        if "FATAL: " not in words:
            return Answer.SILENT if listening_pid(self.cluster.folder) is None else Answer.BUSY
        if any(sign in words for sign in _PASSING):
            return Answer.BUSY
        found = words.rpartition("FATAL: ")[2].strip()
        raise ClusterDamaged(self.cluster.folder, found, "our database, roles and passwords")

    def is_alive(self) -> bool:
        """Whether any process of the server lives, listening or not, whoever started it."""
        return is_serving(self.place) or bool(processes_on(self.cluster.data))

    def ensure_ready(self, patience_seconds: float) -> None:
        """Return when a connection succeeds; start the server where there is none.

        Raises `ServerNotStarted`, `ServerNotReady`, `ClusterDamaged`.
        """
        log, starts = ServerLog(self.cluster.log), 0
        idle_since = time.monotonic()
        for now in _until(patience_seconds):
            answer = self.answer()
            if answer is Answer.READY:
                return
            if answer is Answer.SILENT and not self.is_alive():
                starts += 0 if log.says_try_again() else 1
                self._give_up(log, starts)
                log, idle_since = self._start(), now
            elif self._gets_on(answer):
                idle_since = now
            elif now - idle_since > IDLE_SECONDS:
                self._send_away(answer)
                idle_since = now
        found = f"the server is {self.answer().value} after {patience_seconds:g} s"
        raise ServerNotReady(
            self.cluster.folder, found, f"an answer; {self.cluster.log} may say why"
        )

    def _gets_on(self, answer: Answer) -> bool:
        """Whether waiting is all there is to do.

        Not while only orphans are left; nor in a recovery that nobody works on: PostgreSQL 18 waits
        for ever when its startup process is killed while it recovers from another crash.
        """
        if answer is Answer.RECOVERING:
            words = processes_on(self.cluster.data).values()
            return not words or any(each.startswith("postgres: startup") for each in words)
        return answer is Answer.BUSY

    def _send_away(self, answer: Answer) -> None:
        if answer is Answer.RECOVERING:
            stuck = listening_pid(self.cluster.folder)
            end([stuck] if stuck else [], signal.SIGQUIT)
        else:
            end(orphans(self.cluster.data), signal.SIGQUIT)

    def _give_up(self, log: ServerLog, starts: int) -> None:
        """Raise when the start before has told why it failed, or several have died in silence."""
        words = log.last_words()
        if words or starts > STARTS_WITHOUT_A_WORD:
            found = words or f"the server died without a word {starts - 1} times"
            raise ServerNotStarted(self.cluster.log, found, "a server that starts")

    def _start(self) -> ServerLog:
        """Let `pg_ctl` start it: a child of nobody here, in a session of its own."""
        cluster = self.cluster
        log = ServerLog(cluster.log)
        serving = open_lock(self.place, "serving")
        try:
            fcntl.flock(serving, fcntl.LOCK_EX)  # at most somebody asks for the status
            options = _OPTIONS | {"unix_socket_directories": self._socket_directories()}
            log.rotate()
            self._forget_strangers()
            # Relative names: pg_ctl hands its own to a shell, unquoted.
            command: list[str | Path] = [self.binaries.pg_ctl, "start", "-W", "-s", "-D", "data"]
            command += ["-l", cluster.log.name, "-o", _as_options(options)]
            answer = cluster.account.run(command, cluster.folder, pass_fds=(serving,))
        finally:
            os.close(serving)  # the server has its own
        if answer.returncode != 0:
            found = answer.stderr.strip() or f"pg_ctl ended with {answer.returncode}"
            raise ServerNotStarted(cluster.folder, found, "a server that starts")
        return log

    def _socket_directories(self) -> str:
        folder = str(settle_socket_folder(self.cluster.folder, self.cluster.account))
        return '"' + folder.replace('"', '""') + '"'

    def _forget_strangers(self) -> None:
        """PostgreSQL believes a pid file whose number lives, though a stranger may have it by now.

        None of its processes is left (we hold the serving lock), so such a file is stale.
        """
        socket = socket_folder(self.cluster.folder) / f"{SOCKET}.lock"
        for path in (self.cluster.data / "postmaster.pid", socket):
            pid = noted_pid(path)
            if pid is None or is_living(pid):
                path.unlink(missing_ok=True)

    def stop(self) -> None:
        """Fast shutdown: connections are ended, what is committed is safe.

        Whoever does not leave is sent away without a checkpoint; the next start recovers. Raises
        `ServerNotStopped`.
        """
        if self._gone_after(signal.SIGINT, FAST_STOP_SECONDS):
            return
        end(orphans(self.cluster.data), signal.SIGQUIT)
        if not self._gone_after(signal.SIGQUIT, IMMEDIATE_STOP_SECONDS):
            found = f"processes {sorted(processes_on(self.cluster.data))} are still there"
            raise ServerNotStopped(self.cluster.folder, found, "none after SIGINT and SIGQUIT")

    def _gone_after(self, kind: signal.Signals, patience_seconds: float) -> bool:
        asked: set[int] = set()
        for _ in _until(patience_seconds):
            pid = listening_pid(self.cluster.folder)
            if not pid and not self.is_alive():
                return True
            if pid and pid not in asked:
                end([pid], kind)
                asked.add(pid)
        return False


def _until(patience_seconds: float) -> Iterator[float]:
    """The time again and again, at least once."""
    deadline, pause = time.monotonic() + patience_seconds, POLL_SECONDS
    while True:
        now = time.monotonic()
        yield now
        if now > deadline:
            return
        time.sleep(pause)
        pause = min(pause * 1.1, LONGEST_POLL_SECONDS)


def _as_options(options: dict[str, str]) -> str:
    return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
