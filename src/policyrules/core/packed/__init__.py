"""How are rules kept as plain text while nobody asks for them?

A program's rules, derived facts and declarations are written as JSON values and read back the same. Nothing here
can be executed: what is read is checked value by value, and anything a writer of ours would not have written is
`Malformed`.
"""
