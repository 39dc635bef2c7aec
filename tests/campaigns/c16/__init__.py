"""C16: many processes claim, decide and end the same cases while they are stopped and started at random (protocol.md section 4)."""
