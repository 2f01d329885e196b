"""Which rules are looked up by their constants instead of being asked one by one, and how?"""
