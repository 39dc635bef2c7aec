# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Tryton module: what the Clearline console needs of the server and Tryton alone does not offer."""
