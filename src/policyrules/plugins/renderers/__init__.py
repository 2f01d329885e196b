"""How is a document about policies written in each form?"""
