"""Connectors without a server: transport, wire, mapping."""
