"""The server as its sources meet it: how fast it takes in and reads, and what a death costs.

python benchmarks/serving.py ingest [--conversations N] [--clients N] [--size NAME] [--seed N]
python benchmarks/serving.py kills [--conversations N] [--kills N] …
"""

from __future__ import annotations

import argparse
import gc
import os
import time
from collections.abc import Sequence
from itertools import islice

from goodfaith.analysis import Conversation, FactBook, Reader
from goodfaith.analysis.rules.reading import read_rulebook
from goodfaith.cli.inputs import shipped_rulebook
from installation import Installation, installation, wait_until
from killing import kill_during, what_is_wrong
from posting import BATCH, Clients, parcels_of
from preparing import insurer_of

TARGET = 300
ONE_BY_ONE = 200
KERNEL_SAMPLE = 1_000
PROGRESS = (
    "select count(*), count(*) filter (where state = 'waiting') from conversations_conversation"
)
WORK = (
    "select (select count(*) from procrastinate_jobs where status in ('todo', 'doing')"
    " and scheduled_at is null) + (select count(*) from quality_wanted)"
)
Row = tuple[str, str, str]


class Load:
    """What one run hands in: conversations that are all different, and facts about them."""

    def __init__(self, options: argparse.Namespace) -> None:
        wanted = options.conversations + BATCH + ONE_BY_ONE
        self.arguments = (options.size, str(wanted), str(options.seed))
        self.insurer = insurer_of(options.size, wanted, options.seed)
        every = [one.conversation for one in islice(self.insurer.conversations(), wanted)]
        self.warm, self.single = every[:BATCH], every[BATCH : BATCH + ONE_BY_ONE]
        self.main = every[BATCH + ONE_BY_ONE :]

    @property
    def length(self) -> float:
        """Utterances a conversation."""
        return sum(len(c.utterances) for c in self.main) / len(self.main)

    def facts(self) -> FactBook:
        told = [*self.insurer.standing_facts()]
        told += [fact for journey in self.insurer.journeys() for fact in journey.facts]
        return FactBook(one.fact for one in sorted(told, key=lambda one: one.known_at))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("act", choices=("ingest", "kills"))
    parser.add_argument("--conversations", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--size", default="small", help="whose talk: small 43, large 69 utterances")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    load = Load(options)
    gc.freeze()
    print(
        f"{len(load.main):,} conversations of {load.length:.0f} utterances, batches of {BATCH}, "
        f"{options.clients} clients, "
        f"1 web and {options.workers} worker processes, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}\n"
    )
    with installation(workers=options.workers) as server:
        token = server.run("preparing.py", *load.arguments)
        server.start()
        _warm_up(server, token, load.warm)
        act = ingest if options.act == "ingest" else kills
        _print(act(server, token, load, options))


def ingest(server: Installation, token: str, load: Load, options: argparse.Namespace) -> list[Row]:
    """Sustained throughput, where the time went, and the same work without a server."""
    single = _rate_one_by_one(server, token, load.single)
    before, began = server.processor_seconds(), time.perf_counter()
    own = time.process_time()
    clients = Clients(server.port, token, parcels_of(load.main), options.clients)
    clients.start()
    clients.finish()
    accepted = time.perf_counter() - began
    _wait_until_read(server, ONE_BY_ONE + BATCH + len(load.main))
    seconds, own = time.perf_counter() - began, time.process_time() - own
    after = server.processor_seconds()
    wait_until(lambda: not server.ask(WORK)[0][0], "sales to be judged", 3_600)
    followed = time.perf_counter() - began - seconds
    count = len(load.main)
    rate, kernel = count / seconds, _kernel_rate(load)
    spent = {role: (after[role] - before[role]) / count * 1_000 for role in after}
    whole = sum(spent.values())
    return [
        ("taken in, read and stored", f"{rate:,.0f} conversations/s", f"target ≥ {TARGET}"),
        ("… accepted (202 after the commit)", f"{count / accepted:,.0f} conversations/s", ""),
        ("… processor time, all of the server", f"{whole:.2f} ms a conversation",
         f"{2_000 / whole:,.0f}/s if it had two cores for itself"),
        *((f"… … {role}", f"{ms:.2f} ms a conversation", "") for role, ms in spent.items()),
        ("… … who hands in", f"{own / count * 1_000:.2f} ms a conversation", "not in the sum"),
        ("… until the sales they are about were judged", f"{followed:.0f} s more",
         f"{count / (seconds + followed):,.0f} conversations/s with that"),
        ("the kernel alone, one process, same facts", f"{kernel:,.0f} conversations/s",
         f"{rate / kernel:.2f} × of it reached"),
        ("one conversation a request, one client", f"{single:,.0f} conversations/s",
         f"{rate / single:.1f} × by batches"),
        ("size of the database", f"{_bytes(server) / (count + BATCH + ONE_BY_ONE) / 1024:.1f} KiB "
         "a conversation", ""),
    ]  # fmt: skip


def kills(server: Installation, token: str, load: Load, options: argparse.Namespace) -> list[Row]:
    """Nothing lost, nothing doubled, however often somebody was killed."""
    known = BATCH
    began = time.perf_counter()
    clients = Clients(server.port, token, parcels_of(load.main), options.clients)
    clients.start()
    killed = kill_during(server, known + len(load.main), options.kills, options.seed)
    clients.finish()
    _wait_until_read(server, known + len(load.main))
    wrong = what_is_wrong(server, [c.id for c in (*load.warm, *load.main)])
    if wrong:
        raise SystemExit("\n".join(wrong))
    seconds = time.perf_counter() - began
    return [
        ("killed -9", ", ".join(killed), f"{len(killed)} times"),
        ("sent again by the clients", f"{clients.again}", ""),
        ("lost, doubled", "none", f"of {len(load.main):,}; target none"),
        ("taken in, read and stored meanwhile", f"{len(load.main) / seconds:,.0f} a second", ""),
    ]


def _warm_up(server: Installation, token: str, conversations: Sequence[Conversation]) -> None:
    """The first batch waits until the worker has the rulebook at hand, and what facts asked for."""
    clients = Clients(server.port, token, parcels_of(conversations), 1)
    clients.start()
    clients.finish()
    _wait_until_read(server, len(conversations))
    wait_until(lambda: not server.ask(WORK)[0][0], "facts to be taken account of", 3_600)


def _wait_until_read(server: Installation, count: int) -> None:
    def is_read() -> bool:
        there, waiting = server.ask(PROGRESS)[0]
        return bool(there >= count and not waiting)

    wait_until(is_read, "everything to be read", 3_600)


def _rate_one_by_one(
    server: Installation, token: str, conversations: Sequence[Conversation]
) -> float:
    began = time.perf_counter()
    clients = Clients(server.port, token, parcels_of(conversations, 1), 1)
    clients.start()
    clients.finish()
    _wait_until_read(server, BATCH + len(conversations))
    return len(conversations) / (time.perf_counter() - began)


def _kernel_rate(load: Load) -> float:
    """Conversations a second of processor time, as the worker asks the kernel to read them."""
    reader = Reader(read_rulebook(shipped_rulebook()), load.facts())
    reader.read(load.main[:BATCH], every_verdict=False)
    sample = load.main[:KERNEL_SAMPLE]
    began = time.process_time()
    for start in range(0, len(sample), BATCH):
        reader.read(sample[start : start + BATCH], every_verdict=False)
    return len(sample) / (time.process_time() - began)


def _bytes(server: Installation) -> int:
    return int(server.ask("select pg_database_size(current_database())")[0][0])


def _print(rows: Sequence[Row]) -> None:
    print("| what | measured | |\n| --- | ---: | --- |")
    for row in rows:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
