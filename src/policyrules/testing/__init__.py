"""How are policies tested?"""
