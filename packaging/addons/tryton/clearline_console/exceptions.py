# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module itself refuses; the client sees a UserError, and nothing was done."""

from trytond.exceptions import UserError


class CommandError(UserError):
    """The command is malformed, too large, asks for what the RPC interface does not offer, or its key is taken."""
