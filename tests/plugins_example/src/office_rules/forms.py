"""A reader: `.form` files, a name and a value on each line."""

from pathlib import Path

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins import Reader, ReaderError


def _read(path: Path) -> dict[str, str]:
    facts = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("：")
        if not separator:
            raise ReaderError(
                path.name, Phrase("is no form: a line is `name：value`", "不是登记表：每行应为“名称：值”")
            )
        facts[name.strip()] = value.strip()
    return facts


FORMS = Reader("form", (".form",), _read, aliases={"title": ("标题", "文件标题"), "body": ("正文",)})
