"""Tryton payloads and errors."""
