"""This folder is a package of its own; tests/unit/plugins installs it and asks what it gives."""

collect_ignore = ["src"]
