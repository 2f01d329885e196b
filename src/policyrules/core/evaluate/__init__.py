"""What is the value of an expression for one record? The reference: what it says is the meaning.

`evaluation` holds everything a decision about one record may read, and the table that says how each of the core's
expressions is told; the other modules have one question each. Values are those of core/values.py; the only exception
that passes between them is `CannotTell`, and it ends here as UNKNOWN.
"""
