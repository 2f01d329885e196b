"""From what the parser recognises to the syntax tree, while it is being parsed.

Each module answers for some rules of grammar/rules.lark: a function named in its `CALLBACKS` takes
the parts of one rule (tokens, finished nodes, None for what was left out) and returns its node.
"""
