"""Decisions by generated Python: the same answers as the reference, at the price of plain tests."""
