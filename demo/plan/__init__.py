"""What both halves of the demo company agree on before either is seeded: plain data and plain arithmetic."""
