"""Which language does the person at this machine read?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policyrules.diagnostics.phrase import Language

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_OPTION = "--language"


def language_of(environment: Mapping[str, str]) -> Language:
    """Return the language the environment asks for: Chinese for any `zh` locale, else English.

    As in POSIX, the first of LC_ALL, LC_MESSAGES and LANG that is set decides.

    >>> language_of({"LC_ALL": "", "LANG": "zh_CN.UTF-8"})
    'zh'
    """
    for variable in _VARIABLES:
        if value := environment.get(variable):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def language_asked_for(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Return the language of `--language en|zh` among the arguments, else that of the environment.

    The last one counts. This looks before the arguments are read, since what is said about
    arguments that cannot be read has to be in some language too.

    >>> language_asked_for(["check", "--language=zh"], {})
    'zh'
    """
    language = language_of(environment)
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        value = ""
        if argument == _OPTION and position + 1 < len(arguments):
            value = arguments[position + 1]
        elif argument.startswith(f"{_OPTION}="):
            value = argument.removeprefix(f"{_OPTION}=")
        if value == "zh":
            language = "zh"
        elif value == "en":
            language = "en"
    return language
