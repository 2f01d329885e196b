"""Which options do several commands share, and what is said of them?"""

from collections.abc import Sequence
from typing import Final

from cyclopts import Parameter

from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.frozen import frozen
from policyrules.surfaces.cli.ledger_option import LEDGER, LEDGER_NAME
from policyrules.surfaces.cli.mistakes import UsageError, more_about

FORMAT: Final = Phrase("how to print the result", "输出格式")
LANGUAGE: Final = Phrase(
    "language of everything printed; without it, that of the locale", "输出所用语言；不写则依系统区域设置"
)
PATH: Final = Phrase("a .rules file or a folder of them", "政策文件（.rules）或其所在文件夹")
PATH_NAME: Final = Phrase("PATH", "路径")
PARAMETER: Final = Phrase(
    "a parameter's value, NAME=VALUE or NAME[KEY]=VALUE; may be repeated",
    "参数取值，写作 名称=值 或 名称[键]=值，可重复",
)
PARAMETERS: Final = Phrase("a TOML file with parameters' values", "列有参数取值的 TOML 文件")


@frozen
class Options:
    """The options of commands, with their help in one language."""

    language: Language

    def option(self, name: str | tuple[str, ...], help_: Phrase, metavar: Phrase | None = None) -> Parameter:
        """Return an option that is given by a name (or any of several), with a value."""
        shown = None if metavar is None else metavar.in_(self.language)
        return Parameter(
            name=name, help=help_.in_(self.language), metavar=shown, negative=(), show_default=False
        )

    def flag(self, name: str, help_: Phrase) -> Parameter:
        """Return an option that is given by name alone."""
        return Parameter(name=name, help=help_.in_(self.language), negative=(), show_default=False)

    def argument(self, name: Phrase, help_: Phrase) -> Parameter:
        """Return an argument that is given by position, shown by a name in capitals."""
        return Parameter(name=name.in_(self.language), help=help_.in_(self.language), show_default=False)

    @property
    def format(self) -> Parameter:
        """`--format`."""
        return self.option("--format", FORMAT, Phrase("FORMAT", "格式"))

    @property
    def speak(self) -> Parameter:
        """`--language`."""
        return self.option("--language", LANGUAGE, Phrase("LANGUAGE", "语言"))

    @property
    def param(self) -> Parameter:
        """`--param NAME=VALUE`."""
        return self.option("--param", PARAMETER, Phrase("NAME=VALUE", "名称=值"))

    @property
    def params(self) -> Parameter:
        """`--params FILE.toml`."""
        return self.option("--params", PARAMETERS, Phrase("FILE.toml", "文件.toml"))

    @property
    def ledger(self) -> Parameter:
        """`--ledger RECORD=FILE|URL`."""
        return self.option("--ledger", LEDGER, LEDGER_NAME)

    def require_paths(self, command: str, paths: Sequence[str]) -> None:
        """Raise `UsageError` when no path was given."""
        if not paths:
            raise UsageError(
                Phrase(
                    f"`{command}` needs a {PATH_NAME.en}: {PATH.en}",
                    f"`{command}` 缺少{PATH_NAME.zh}：{PATH.zh}",
                ),
                more_about(command),
            )
