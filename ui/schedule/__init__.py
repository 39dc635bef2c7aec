"""Appointments by day: the board of all resources, one visit beside it, and a new appointment for an order."""
