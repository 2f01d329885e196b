"""What does an office publish of its policies?"""

from policyrules.surfaces.documents.whole import document

__all__ = ["document"]
