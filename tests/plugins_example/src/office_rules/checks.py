"""A check in Python: spoken phrases do not belong in a document."""

from collections.abc import Iterator

from policyrules.plugins import Check, CheckFacts, CheckFinding

_PHRASES = ("大概齐", "差不多得了", "回头再说")


def _spoken(facts: CheckFacts) -> Iterator[CheckFinding]:
    body = facts["正文"]  # not told: the check is undetermined, and asks for it
    for phrase in _PHRASES:
        if phrase in body:
            yield CheckFinding(f"正文出现口语“{phrase}”", remedy=f"改写“{phrase}”")


SPOKEN = Check(
    "文件",
    _spoken,
    "ST-01",
    modality="should",
    title="用语庄重、准确、规范",
    citations="《岚山省公文处理办法》第七条",
)
