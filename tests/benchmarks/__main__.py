"""Every benchmark, one after the other: `make bench`; with `--once` only that the answers agree."""

import sys

from tests.benchmarks import ledgers, many_rules, one_decision, public_face

if __name__ == "__main__":
    once = "--once" in sys.argv
    public_face.main(once=once)
    ledgers.main(once=once)
    many_rules.main(once=once)
    if not once:
        one_decision.main()
