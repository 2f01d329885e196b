"""What is wrong with a file of records, and how much of it is told?

Everything is counted. Of the same kind in the same column, so many are listed that a column which is
wrong from top to bottom does not hide what is wrong with the others.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import DataError, DataProblem, FactError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyrules.diagnostics.file_place import FilePlace
    from policyrules.semantics.schema import FieldSchema, RecordSchema

LISTED: Final = 100
"""So many problems of a file are told one by one."""
ALIKE: Final = 20
"""So many of them may be of one kind and about one field."""

Use = Literal["ledger", "facts"]
"""What the records of a file are for: they were accepted before, or are to be decided."""
NO_NAMES: Final = (None, None)


class Broken(Exception):  # noqa: N818  # an answer on its way to a DataProblem, not an error of its own
    """A file that cannot be read on from a place."""

    def __init__(
        self, place: FilePlace, message: Phrase, *helps: Phrase, code: str = "cannot-be-read"
    ) -> None:
        super().__init__(str(place))
        self.place = place
        self.message = message
        self.help = helps
        self.code = code


class Problems:
    """The problems of one file, as they are found."""

    def __init__(self, file: str, schema: RecordSchema, use: Use = "ledger") -> None:
        self.file = file
        self.schema = schema
        self.use: Use = use
        self.listed: list[DataProblem] = []
        self.omitted = 0
        self.help: tuple[Phrase, ...] = ()
        self.lacks_columns = False
        self._alike: Counter[tuple[str, str | None]] = Counter()

    def add(self, problem: DataProblem) -> None:
        """Take a problem; list it, or only count it."""
        kind = (problem.code, problem.names[0])
        self._alike[kind] += 1
        if len(self.listed) >= LISTED or self._alike[kind] > ALIKE:
            self.omitted += 1
            return
        self.listed.append(problem)

    def of_field(
        self,
        field: FieldSchema,
        place: FilePlace,
        *,
        heading: str,
        code: str,
        message: Phrase,
        helps: tuple[Phrase, ...] = (),
    ) -> None:
        """Add what is wrong with a field's value, or with its column."""
        names = (field.names.first, field.names.second)
        self.add(DataProblem(place, heading, message, code=code, names=names, helps=helps))

    def of_file(
        self, place: FilePlace, code: str, message: Phrase, *helps: Phrase, heading: str = ""
    ) -> None:
        """Add what is wrong with a row, with the whole file, or with a column that is no field's."""
        self.add(DataProblem(place, heading, message, code=code, names=NO_NAMES, helps=helps))

    def of_facts(self, error: FactError, places: Sequence[FilePlace]) -> None:
        """Add everything wrong with a given record, each problem with its place, in the file's order."""
        pairs = zip(error.problems, places, strict=True)
        for problem, place in sorted(pairs, key=lambda pair: (pair[1].line or 0, pair[1].column or 0)):
            self.add(
                DataProblem(
                    place,
                    problem.path,
                    problem.message,
                    code=problem.code,
                    names=problem.names,
                    helps=problem.help,
                    steps=problem.steps,
                )
            )
        self.omitted += error.omitted

    def broken(self, broken: Broken) -> None:
        """Add why there is no reading on."""
        self.of_file(broken.place, broken.code, broken.message, *broken.help)

    def __bool__(self) -> bool:
        return bool(self.listed)

    @property
    def of_headings(self) -> bool:
        """Whether the columns are not those of the record: it may be another table."""
        return self.lacks_columns or any(problem.code == "no-headings" for problem in self.listed)

    @property
    def error(self) -> DataError:
        """Everything found, as one error."""
        names = self.schema.names
        return DataError(
            self.file,
            names.first,
            self.listed,
            omitted=self.omitted,
            name=names.for_people(),
            use=self.use,
            helps=self.help,
        )
