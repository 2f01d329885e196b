"""How are policies that were loaded before loaded again in no time?

What a load came to is kept in a folder for caches, as data that nothing executes, under a digest of everything it
rests on: the texts, the version, the plugins. Whatever is not exactly what was kept is left alone and loaded anew.
"""
