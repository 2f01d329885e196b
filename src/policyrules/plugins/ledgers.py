"""What opens the ledger at an address?

An address is a URL: what stands before `://` says whose it is. The standard set opens `sqlite` and `postgresql`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import LedgerError, PolicyRulesError
from policyrules.frozen import field, frozen
from policyrules.plugins.faults import raised

if TYPE_CHECKING:
    from policyrules.core.ir import Program
    from policyrules.ledgers.books import Books, CountUses, Ledger

T = TypeVar("T")

ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z0-9.-]*)(?:\+[A-Za-z0-9_]+)?://.*", re.DOTALL)
"""An address; its first group is the scheme. What follows a `+` is a driver's name."""

_SCHEME: Final = re.compile(r"[a-z][a-z0-9.-]*")


@frozen
class LedgerRequest:
    """Which ledger is to be opened: at which `url` (it may hold a password), and for what.

    `records` are the first names of those whose entries it holds. With `read_only` nothing may be written, not even
    to make what is not there. With `migrate`, what is kept is to be brought up to the records as they are now.
    """

    url: str = field(repr=False)
    records: tuple[str, ...]
    read_only: bool = True
    migrate: bool = False


@frozen
class LedgerOpener:
    """What opens ledgers at addresses that begin with one of its `schemes` (`("redis", "rediss")`).

    `open` returns the ledger (`policyrules.ledgers.books.Ledger`: a `MemoryLedger`, a `SqlLedger`, or one of the plugin's
    own). `written` is how such an address is written, for people: `redis://HOST/NUMBER`.
    """

    schemes: tuple[str, ...]
    open: Callable[[LedgerRequest], Ledger]
    written: Phrase
    plugin: str = field(default="", kw_only=True)
    """Filled in when the plugin is registered."""

    def opened(self, request: LedgerRequest) -> Ledger:
        """Return the ledger; every failure is a `LedgerError`, and says nothing of a password."""
        ledger = _tried(self, request, lambda: self.open(request))
        if not callable(getattr(ledger, "open", None)):
            kind = type(ledger).__name__
            raise _failed(
                self, request, Phrase(f"gave {kind} where a ledger is due", f"应返回台账，实际返回 {kind}")
            )
        return _Watched(ledger, self, request)


class _Watched:
    """A plugin's ledger: what goes wrong when its books are opened is told as the plugin's fault."""

    def __init__(self, ledger: Ledger, opener: LedgerOpener, request: LedgerRequest) -> None:
        self._ledger = ledger
        self._opener = opener
        self._request = request

    def open(self, program: Program, count: Callable[[str], CountUses]) -> Books:
        """Return the books for a program."""
        return _tried(self._opener, self._request, lambda: self._ledger.open(program, count))


def _tried(opener: LedgerOpener, request: LedgerRequest, work: Callable[[], T]) -> T:
    try:
        return work()
    except PolicyRulesError:
        raise
    except Exception as error:
        raise _failed(opener, request, _without_password(raised(error), request.url)) from error


def _failed(opener: LedgerOpener, request: LedgerRequest, did: Phrase) -> LedgerError:
    where = f"{scheme_of(request.url)}://…"
    return LedgerError(
        Phrase(
            f"the ledger at `{where}` cannot be opened: plugin `{opener.plugin}` {did.en}",
            f"无法打开 `{where}` 处的台账：插件 `{opener.plugin}` {did.zh}",
        )
    )


def scheme_of(url: str) -> str:
    """Return what says whose an address is, in small letters; nothing where it is none.

    >>> scheme_of("PostgreSQL+psycopg://office@host/ledgers"), scheme_of("ledger.db")
    ('postgresql', '')
    """
    found = ADDRESS.fullmatch(url)
    return "" if found is None else found[1].lower()


def problems_of(opener: LedgerOpener) -> Sequence[Phrase]:
    """Return what is wrong with an opener as declared."""
    problems: list[Phrase] = []
    schemes: object = opener.schemes
    if not isinstance(schemes, tuple) or not schemes:
        problems.append(Phrase("a ledger opener has no schemes", "台账打开器没有写明网址协议"))
        schemes = ()
    problems.extend(
        Phrase(
            f"`{scheme}` cannot be a ledger's scheme: small letters, digits, `.` and `-`, without `://`",
            f"`{scheme}` 不能作为台账的网址协议：只用小写字母、数字、`.` 和 `-`，不含 `://`",
        )
        for scheme in schemes
        if not isinstance(scheme, str) or not _SCHEME.fullmatch(scheme)
    )
    if not callable(opener.open):
        problems.append(Phrase("a ledger opener has nothing to call", "台账打开器没有可调用的函数"))
    return problems


def known_addresses(openers: Mapping[str, LedgerOpener]) -> Phrase:
    """Return how the addresses of all openers are written, each once."""
    written = list(dict.fromkeys(opener.written for opener in openers.values()))
    return Phrase(", ".join(each.en for each in written), "、".join(each.zh for each in written))


def _without_password(said: Phrase, url: str) -> Phrase:
    from urllib.parse import unquote, urlsplit  # noqa: PLC0415  # only what went wrong is told

    try:
        password = urlsplit(url).password
    except ValueError:
        password = None
    for secret in sorted({password, unquote(password)} if password else (), key=len, reverse=True):
        said = Phrase(said.en.replace(secret, "…"), said.zh.replace(secret, "…"))
    return said
