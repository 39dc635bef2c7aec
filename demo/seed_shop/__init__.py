"""Fills a migrated, empty Medusa with the demo company's shop, over its own API, as a person would."""
