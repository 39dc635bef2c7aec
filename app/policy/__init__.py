"""Who may do what, up to how much, and by when: pure judgements over one text, ``resources/policy/authority.toml``.

To change an authority: change the text and raise its ``version``. To give a new deed its authority: a table ``[deeds.<name>]``.
"""
