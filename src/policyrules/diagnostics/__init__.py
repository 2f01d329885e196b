"""What is wrong with a policy text, where, and what to type instead."""
