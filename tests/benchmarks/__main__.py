"""Every benchmark, one after the other: `make bench`; with `--once` only that the answers agree."""

import sys

from tests.benchmarks import one_decision, public_face

if __name__ == "__main__":
    once = "--once" in sys.argv
    public_face.main(once=once)
    if not once:
        one_decision.main()
