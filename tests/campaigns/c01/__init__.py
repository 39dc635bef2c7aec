"""C1: the product's own protocol in a simulated world of faults, judged by an oracle that has caught planted bugs first."""
