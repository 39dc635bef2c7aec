"""What a person or an operator sets: profiles (which team, which systems) in TOML, passwords in the system keyring.

To add a setting: one field in ``profile.Profile`` with its reading in ``profile.read``.
"""
