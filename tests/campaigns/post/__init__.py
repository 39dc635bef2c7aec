"""Messages to customers over a real mail server under faults: never twice by themselves. Run by name: it takes a minute or two."""
