"""Medusa 2 over its admin API, with or without our add-on. To add a feed: a line in ``feeds.FEEDS``; a deed: a line in ``deeds.DEEDS``."""
