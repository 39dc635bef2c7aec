"""Worlds that stand in for real servers: stateful, spoken to over real HTTP on loopback, with faults built in."""
