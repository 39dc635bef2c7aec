"""Asking a person for something: the form of a deed, drawn from its fields, and the way in.

To add a form: nothing; declare the fields in the command's ``Spec``. A new kind of field is a line in ``form.KINDS``.
"""
