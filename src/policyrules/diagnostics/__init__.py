"""What is wrong with a policy text, where, and what to type instead."""

from policyrules.diagnostics.diagnostic import Diagnostic, Edit, Label, Severity, in_source_order
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.diagnostics.source import Position, Source
from policyrules.diagnostics.span import Place, Span

__all__ = [
    "Diagnostic",
    "Edit",
    "Label",
    "Language",
    "Phrase",
    "Place",
    "Position",
    "Severity",
    "Source",
    "Span",
    "in_source_order",
]
