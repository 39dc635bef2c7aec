"""Imports: files taken in, one at a time, and the list of those that were."""
