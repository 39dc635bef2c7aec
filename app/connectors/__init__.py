"""Every way to a remote system, and the only room with ``requests``.

To add a connector: a folder with ``client.py`` (calls), ``payloads.py`` (typed shapes), ``mapper.py`` (payload to record, pure) and
``connector.py`` (the contract), one line in ``CONNECTORS``; then run the contract suite on its real server and on a double.
"""
