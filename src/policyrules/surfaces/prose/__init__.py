"""How is a policy said in prose? Conditions, values and clauses as people read them, in either language.

Said from the tree as it was written and checked: what an author wrote as one thought (`in 1..20`, `every`,
`has no plan`) is one thought in the words too.
"""
