"""The frame around every page: navigation, status bar, banner, and the layers above them (palette, keys, toasts).

To add a page: a room of its own under ``ui/``, and one line in ``pages.PAGES``.
"""
