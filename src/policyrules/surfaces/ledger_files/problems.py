"""What is wrong with a file of records, and how much of it is told?

Everything is counted. Of the same kind in the same column, so many are listed that a column which is
wrong from top to bottom does not hide what is wrong with the others.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import DataError, DataProblem, FactError

if TYPE_CHECKING:
    from policyrules.diagnostics.file_place import FilePlace
    from policyrules.semantics.schema import FieldSchema, RecordSchema

LISTED: Final = 100
"""So many problems of a file are told one by one."""
ALIKE: Final = 20
"""So many of them may be of one kind and about one field."""

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

    def __init__(self, file: str, schema: RecordSchema) -> None:
        self.file = file
        self.schema = schema
        self.listed: list[DataProblem] = []
        self.omitted = 0
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

    def of_facts(self, error: FactError, place: FilePlace) -> None:
        """Add everything wrong with a given record that stands at a place."""
        for problem in error.problems:
            self.add(
                DataProblem(
                    place,
                    problem.path,
                    problem.message,
                    code=problem.code,
                    names=problem.names,
                    helps=problem.help,
                )
            )
        self.omitted += error.omitted

    def broken(self, broken: Broken) -> None:
        """Add why there is no reading on."""
        self.of_file(broken.place, broken.code, broken.message, *broken.help)

    def __bool__(self) -> bool:
        return bool(self.listed)

    @property
    def error(self) -> DataError:
        """Everything found, as one error."""
        names = self.schema.names
        return DataError(self.file, names.first, self.listed, omitted=self.omitted, name=names.for_people())
