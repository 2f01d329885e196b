"""Every benchmark, one after the other: `make bench`."""

from tests.benchmarks import one_decision

if __name__ == "__main__":
    one_decision.main()
