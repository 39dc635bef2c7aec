"""One suite of what a connector promises, run on the real servers and on the doubles; a double is trusted only where both pass."""
