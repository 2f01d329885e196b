"""Many processes on one ledger, some of them killed at any moment: what do they leave behind?

`python -m tests.ledgers.swarm URL …` forks the workers from one process that has the ledger open, so each of them also
begins with connections that are another's. A worker writes down what it is about to do, and then what it was
told: after a kill, what was acknowledged must be there, and of what was begun either all or nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from attrs import define, field

import policyrules as pr
from policyrules.core.history import ListedHistory
from policyrules.core.limits import quotas_of

POLICY = """
record Visit dated day { id: text key, unit: text, county: text, day: date, finish: date, people: integer }
list l for Visit {
    must COUNT "At most 4 a day" { at most 4 per county each day of day }
    must DIFFERENT { at most 2 different unit per county in any 3 days of day }
    must TOTAL { at most 30 total people per unit, county each week of day }
    must SPAN { at most 6 per county in any 5 days of day..finish }
    must not TWICE { when some v in Visit where (v.unit = unit and v.day = day and v.people = people) }
}
"""

PLAIN = """
record Visit dated day { id: text key, county: text, day: date, people: integer }
list l for Visit { must COUNT { at most 100000000 per county each year of day } }
"""
"""For figures: a quota that never fills up."""

HOT = """
record Visit dated day { id: text key, county: text, day: date, people: integer }
list l for Visit { must COUNT { at most 50 per county each year of day } }
"""
"""One quota that everybody wants to fill."""

EACH = ("admit admitted", "revise revised", "withdraw withdrawn", "shared admitted")
"""What a swarm of which some are killed comes to do at least once each."""
LONGEST = 120.0
"""So many seconds at most it is waited for."""


@define
class Worker:
    """A process that admits, revises and withdraws as fast as it can."""

    engine: pr.Engine
    log: int
    random: Random
    name: str

    def say(self, *words: object) -> None:
        os.write(self.log, (" ".join(map(str, words)) + "\n").encode())

    def mixed(self) -> Iterator[None]:
        """Do anything to entries of its own, and to some that others want as well."""
        mine: list[str] = []
        for number in range(10**9):
            chosen = self.random.random()
            if mine and chosen < 0.2:
                key = self.random.choice(mine)
                self.say("begin", "revise", key)
                self.say("end", "revise", key, self.engine.revise("Visit", key, self.visit(key)).status)
            elif mine and chosen < 0.35:
                key = mine.pop(self.random.randrange(len(mine)))
                self.say("begin", "withdraw", key)
                self.say("end", "withdraw", key, self.engine.withdraw("Visit", key).status)
            elif chosen < 0.5:
                key = f"shared-{self.random.randrange(40)}"
                facts = {**self.visit(key), **facts_of(key)}
                self.say("begin", "shared", key)
                self.say("end", "shared", key, self.engine.admit("Visit", facts).status)
            else:
                key = f"{self.name}-{number}"
                self.say("begin", "admit", key)
                receipt = self.engine.admit("Visit", self.visit(key))
                self.say("end", "admit", key, receipt.status)
                if receipt.accepted:
                    mine.append(key)
            yield

    def visit(self, key: str) -> dict[str, Any]:
        day = date(2026, 1, 1) + timedelta(days=self.random.randrange(200))
        return {
            "id": key,
            "unit": self.random.choice("ABC"),
            "county": f"County {self.random.randrange(6)}",
            "day": day,
            "finish": day + timedelta(days=self.random.choice([0, 0, 1, 3, 40])),
            "people": self.random.randrange(10),
        }

    def plain(self, *, spread: bool) -> Iterator[None]:
        """Admit under one quota key, or under one of its own each."""
        for number in range(10**9):
            county = f"County {self.name}" if spread else "County X"
            facts = {"id": f"{self.name}-{number}", "county": county, "day": "2026-03-01", "people": 1}
            begun = time.perf_counter()
            status = self.engine.admit("Visit", facts).status
            self.say(status, time.perf_counter() - begun)
            yield
            if status == "refused" and number > 200:
                return


def facts_of(key: str) -> dict[str, Any]:
    """Return facts that are the same whoever admits a shared key."""
    number = int(key.partition("-")[2])
    return {
        "unit": "D",
        "county": f"Shared {number}",
        "day": "2026-06-01",
        "finish": "2026-06-02",
        "people": number,
    }


@define
class Swarm:
    """The workers of one ledger, and what they wrote down."""

    engine: pr.Engine
    folder: Path
    kind: str
    random: Random
    living: dict[int, Path] = field(factory=dict)
    started: int = 0

    def start(self) -> None:
        path = self.folder / f"{self.started}.log"
        name, seed = f"w{self.started}", self.random.getrandbits(32)
        self.started += 1
        process = os.fork()
        if process:
            self.living[process] = path
            return
        code = 1
        try:
            log = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
            worker = Worker(self.engine, log, Random(seed), name)
            works = worker.mixed() if self.kind == "mixed" else worker.plain(spread=self.kind == "spread")
            stop = time.monotonic() + float(os.environ["SWARM_SECONDS"])
            for _ in works:
                if time.monotonic() > stop:
                    break
            code = 0
        except BaseException as error:
            sys.stderr.write(f"{name}: {type(error).__name__}: {error}\n")
            raise
        finally:
            sys.stderr.flush()
            os._exit(code)

    def kill_one(self) -> None:
        process = self.random.choice(list(self.living))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        del self.living[process]

    def wait(self) -> list[int]:
        """Return how the workers ended that were not killed."""
        found = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in self.living]
        self.living.clear()
        return found

    def lines(self) -> Iterator[list[list[str]]]:
        """Yield what each worker wrote, line by line; a line that a kill cut off is left out."""
        for path in sorted(self.folder.glob("*.log")):
            text = path.read_text()
            whole = text[: text.rfind("\n") + 1]
            yield [line.split(" ") for line in whole.splitlines()]

    def done(self) -> Counter[str]:
        """Return what was done and how it ended, and how often."""
        return Counter(" ".join(line[1::2]) for lines in self.lines() for line in lines if line[0] == "end")


def lost_or_doubled(swarm: Swarm) -> list[str]:
    """Return what is not as it was acknowledged."""
    standing = [kept.key for kept in swarm.engine.entries("Visit")]
    found = [f"{key} stands {count} times" for key, count in Counter(standing).items() if count > 1]
    there = set(standing)
    admitted: Counter[str] = Counter()
    for lines in swarm.lines():
        state: dict[str, bool | None] = {}
        for line in lines:
            if line[0] == "end":
                _, what, key, status = line
                accepted = status in ("admitted", "repeated", "revised")
                if what == "shared":
                    admitted[key] += status == "admitted"
                    accepted = accepted or key in there
                elif what == "revise":
                    accepted = True  # it stands, revised or not
                state[key] = accepted and what != "withdraw"
            else:
                state.setdefault(line[2], False)
        begun = lines[-1][2] if lines and lines[-1][0] == "begin" else None
        for key, stands in state.items():
            if key != begun and stands != (key in there):
                found.append(f"{key} was acknowledged as {stands}, and is {key in there}")
    return found + [f"{key} was admitted {count} times" for key, count in admitted.items() if count > 1]


def over_quota(engine: pr.Engine) -> list[str]:
    """Return the quotas that are over, or counted otherwise than their entries say."""
    entries = [kept.entry for kept in engine.entries("Visit")]
    listed = ListedHistory({"Visit": entries})
    limits = {"COUNT": 4, "DIFFERENT": 2, "TOTAL": 30, "SPAN": 6}
    found: list[str] = []
    books = engine._grounds.books
    assert books is not None
    quotas = quotas_of(engine.policies.program, "Visit")

    def work(session: Any) -> None:
        history = session.history("Visit", None)
        for entry in entries:
            for use in entry.uses:
                quota = quotas[use.quota]
                # asked as if it came once more: one more than there is, nothing more in a total
                days, value = (use.first, use.last), 0 if quota.measure == "total" else use.value
                counted = history.fullest(quota, use.key, days, value)
                gone_through = listed.fullest(quota, use.key, days, value)
                if counted != gone_through:
                    found.append(f"{use} counts {counted} instead of {gone_through}")
                more = 0 if quota.measure != "count" else 1
                if counted[0] - more > limits[quota.rule.item]:
                    found.append(f"{use} is over: {counted}")

    books.read(work)
    return found


def main() -> None:
    """Run a swarm, and print what came of it as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--prefix", default="")
    parser.add_argument("--kind", choices=["mixed", "hot", "one key", "spread"], default="mixed")
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--synchronous", default="full")
    asked = parser.parse_args()
    os.environ["SWARM_SECONDS"] = str(asked.seconds if not asked.kills else 600)
    text = {"mixed": POLICY, "hot": HOT}.get(asked.kind, PLAIN)
    ledger = pr.SqlLedger(asked.url, prefix=asked.prefix, synchronous=asked.synchronous)
    engine = pr.Engine(pr.load_text(text), ledger=ledger)
    engine.entries("Visit")  # the workers inherit a connection that was used
    random = Random(asked.seed)
    with TemporaryDirectory() as folder:
        swarm = Swarm(engine, Path(folder), asked.kind, random)
        begun = time.monotonic()
        for _ in range(asked.workers):
            swarm.start()
        for _ in range(asked.kills):
            time.sleep(random.random() * asked.seconds / max(asked.kills, 1) * 2)
            swarm.kill_one()
            swarm.start()
        if asked.kills:
            # on a busy machine, until what is rare has come about too
            while not set(EACH) <= set(swarm.done()) and time.monotonic() < begun + LONGEST:
                time.sleep(0.05)
            for process in swarm.living:
                os.kill(process, signal.SIGTERM)
        codes = swarm.wait()
        seconds = time.monotonic() - begun
        said = list(swarm.lines())
        result: dict[str, Any] = {"kills": asked.kills, "seconds": seconds, "ended": codes}
        entries = engine.entries("Visit")
        result["standing"] = len(entries)
        if asked.kind == "mixed":
            result["wrong"] = lost_or_doubled(swarm) + over_quota(engine)
            result["done"] = swarm.done()
        else:
            waits = sorted(float(line[1]) for lines in said for line in lines)
            result["done"] = Counter(line[0] for lines in said for line in lines)
            result["shares"] = sorted(len(lines) for lines in said)
            result["median"], result["worst"] = waits[len(waits) // 2], waits[-1]
            result["p99"] = waits[len(waits) * 99 // 100]
        ledger.close()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
