"""How do the results of tests read as JUnit XML, which every CI server shows?

A suite for each file, a case for each test or row of examples; what is not met is the text of the
failure, in the language asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from policyrules.diagnostics.phrase import Language, Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyrules.testing.rules import TestResult

_NOT_IN_XML: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold, however they are written."""


def junit_xml(results: Sequence[TestResult], language: Language) -> str:
    """Return the results as a JUnit document."""
    by_file: dict[str, list[TestResult]] = {}
    for result in results:
        by_file.setdefault(result.source.name, []).append(result)
    root = Element("testsuites", {"name": "policyrules", **_counts(results)})
    for name, own in by_file.items():
        suite = SubElement(root, "testsuite", {"name": _said(name), **_counts(own)})
        for result in own:
            _case(suite, result, language)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _case(suite: Element, result: TestResult, language: Language) -> None:
    case = SubElement(
        suite,
        "testcase",
        name=_said(result.name),
        classname=_said(result.policy),
        file=_said(result.source.name),
        line=str(result.position.line),
        time=_time(result.seconds),
    )
    if result.failures:
        message = result.failures[0].message.in_(language)
        more = len(result.failures) - 1
        if more:
            message += Phrase(f" (and {more} more)", f"（另有 {more} 处）").in_(language)
        failure = SubElement(case, "failure", message=_said(message), type="expectation")
        failure.text = _said(result.text(language))
    elif result.skipped is not None:
        SubElement(case, "skipped", message=_said(result.skipped.in_(language)))


def _counts(results: Sequence[TestResult]) -> dict[str, str]:
    return {
        "tests": str(len(results)),
        "failures": str(sum(result.status == "failed" for result in results)),
        "errors": "0",
        "skipped": str(sum(result.status == "skipped" for result in results)),
        "time": _time(sum(result.seconds for result in results)),
    }


def _time(seconds: float) -> str:
    return f"{seconds:.3f}"


def _said(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
