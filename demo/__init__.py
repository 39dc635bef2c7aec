"""The demo company: real servers on this machine, seeded with one coherent company; nothing here imports the console."""
