"""How long a test waits for what must come: on a busy machine it comes late, and only what never comes is wrong."""

PATIENCE = 60.0  # seconds; what comes is not waited for any longer
