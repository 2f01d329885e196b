"""The standard functions, readers and calendars: themselves a plugin, registered before any other."""
