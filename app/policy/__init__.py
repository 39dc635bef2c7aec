"""Who may decide what, up to which amount, with whose approval. Pure; the figures are data in resources/policy."""
