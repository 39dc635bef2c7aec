"""The inbox of approvals: what waits for a second person, whatever queue it is from, and the keys with which one agrees or says no."""
