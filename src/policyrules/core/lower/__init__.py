"""How does each part of a checked policy become core?"""
