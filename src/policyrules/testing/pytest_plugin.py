"""How does pytest run the tests beside the rules?

A `.rules` file named on the command line is collected, and so are those under the folders of the
setting `policyrules_paths`; other `.rules` files (other programs have them too) are left alone. Each
`test` is an item, and so is each row of its examples; a failure reads as `policyrules test` has it. The
setting `policyrules_language` is `en` or `zh`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyrules.diagnostics.phrase import Language
    from policyrules.testing.rules import RulesTest, TestResult

SUFFIX = ".rules"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the settings."""
    parser.addini(
        "policyrules_paths", "folders whose .rules files have their tests run", type="args", default=[]
    )
    parser.addini("policyrules_language", "the language of failures: en or zh", default="en")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> RulesFile | None:
    """Return the collector of a `.rules` file that is to be collected."""
    if file_path.suffix != SUFFIX:
        return None
    named = parent.session.isinitpath(file_path)
    root = parent.config.rootpath
    folders = [(root / folder).resolve() for folder in parent.config.getini("policyrules_paths")]
    if named or any(file_path.resolve().is_relative_to(folder) for folder in folders):
        collected: RulesFile = RulesFile.from_parent(parent, path=file_path)
        return collected
    return None


class RulesFile(pytest.File):
    """A policy file, with what it uses; its own tests are its items."""

    def collect(self) -> Iterator[RulesItem]:
        """Yield the tests of the file; the diagnostics of a set that cannot be used are its error."""
        from policyrules.errors import PolicyError  # noqa: PLC0415  # pytest starts without it
        from policyrules.surfaces.files import examine  # noqa: PLC0415  # as above
        from policyrules.testing.rules import each_test  # noqa: PLC0415

        found = examine(self.path)  # tests ask for the trees, which a load would not keep
        policies = found.policies
        if policies is None:
            raise PolicyError(found.diagnostics)
        named: Counter[str] = Counter()
        for test in each_test(policies):
            if Path(test.source.name) == self.path:
                named[test.name] += 1
                again = f" #{named[test.name]}" if named[test.name] > 1 else ""
                item: RulesItem = RulesItem.from_parent(self, name=test.name + again, test=test)
                yield item

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any, **__: Any) -> Any:
        """Return the diagnostics as text, without a traceback."""
        from policyrules.errors import PolicyRulesError  # noqa: PLC0415  # pytest starts without it

        if isinstance(excinfo.value, PolicyRulesError):
            return excinfo.value.in_(_language(self.config))
        return super().repr_failure(excinfo)


class RulesItem(pytest.Item):
    """One test of a policy file."""

    def __init__(self, *, test: RulesTest, **more: Any) -> None:
        super().__init__(**more)
        self.test = test

    def runtest(self) -> None:
        """Run the test; raises `_UnmetError` when something expected is not so."""
        result = self.test.result()
        if result.skipped is not None:
            pytest.skip(result.skipped.in_(_language(self.config)))
        if result.failures:
            raise _UnmetError(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any, **__: Any) -> Any:
        """Return what is not met, with the proof tree, without a traceback."""
        if isinstance(excinfo.value, _UnmetError):
            return excinfo.value.result.text(_language(self.config))
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the file, the line (counted from 0) and the title."""
        return self.path, self.test.position.line - 1, self.name


class _UnmetError(Exception):
    """A test of a policy whose expectations are not all met."""

    def __init__(self, result: TestResult) -> None:
        super().__init__(result.name)
        self.result = result


def _language(config: pytest.Config) -> Language:
    return "zh" if config.getini("policyrules_language") == "zh" else "en"
