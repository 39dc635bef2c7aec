"""Benchmarks: each prints rows of a table, figures beside a yardstick of the same run; nothing is asserted."""
