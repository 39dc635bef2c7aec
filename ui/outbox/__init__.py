"""Sync and outbox: how each system is doing, what waits to be sent, what became of what was sent."""
