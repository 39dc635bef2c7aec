"""What a case's page shows, composed from raw records: pure, no formatting left to the screen but colour and place.

To add one: a file named after the exception type with ``build(parts, me, policy, now) -> CasePanel``. What no connected system
knows is said to be not connected, never invented.
"""
