"""One-thread executors, the stop signal and the clock: the whole threading policy of the program."""
