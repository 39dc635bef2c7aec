"""Mail over SMTP: letters to customers; nothing is ever read from it.

A mail server cannot be asked whether it took a letter. What is lost after the text was handed over is therefore never sent again by
itself: its guard is BLIND, a person decides, and the Message-ID is the same each time.
"""
