"""How do files become facts?"""
