"""The demo company's letter box: a mail server on loopback that delivers nothing and keeps every letter in a file to be read."""

from demo.letterbox.box import Box, kept_under

__all__ = ["Box", "kept_under"]
