"""How does a package fetch its names when they are first used, and not before?"""


def fetching(package: str, homes: dict[str, str]) -> tuple[object, object]:
    """Return a package's `__getattr__` and `__dir__`: `homes` say of each public name which module it comes from."""

    def fetch(name: str) -> object:
        home = homes.get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415  # nothing is imported before it is needed
        from sys import modules  # noqa: PLC0415  # see above

        from policyrules.syntax.collector import collector_resting  # noqa: PLC0415  # see above

        with (
            collector_resting()
        ):  # what modules are made of stays: to look among it for what does not takes a tenth
            value = getattr(import_module(home), name)
        setattr(modules[package], name, value)
        return value

    def names() -> list[str]:
        from sys import modules  # noqa: PLC0415  # see above

        return sorted({*vars(modules[package]), *homes})

    return fetch, names
