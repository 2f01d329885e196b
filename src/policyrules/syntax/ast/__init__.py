"""The syntax tree: what was written, as immutable values with their spans."""
