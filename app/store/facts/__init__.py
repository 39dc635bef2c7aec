"""What became of orders, deliveries and invoices, kept as facts beside the records and written anew in the transaction of each change.

A fact tells dates and pieces, never a verdict that depends on today: those are made when a figure is asked for. Each hangs on one
document: a sale (``booked``, ``order_fact``, ``line_fact``, ``waiting``, ``returned``), a shipment (``delivery``), an invoice (``bill``,
``bill_of``) or a row of the order list (``ordered``). ``reach`` says on which documents a change of a record bears; ``write`` makes their
facts anew from the records and notes the days that they count for, before and after: sums over those days are made anew, no others.
"""
