"""Keeping both sides equal: pull, detect, the command protocol, delivery, and the rounds that drive them."""
