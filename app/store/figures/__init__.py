"""Figures out of the mirror: each KPI is one query whose rows are the documents it counts, so its list is the very set it adds up.

To feed one more KPI: a query under its id in its family's file. It gives rows ``source, model, key, day, num, den, known``: the document;
the day (ISO, reporting zone) that its date basis places it on; its part of numerator and denominator in whole numbers (minor units of
the reporting currency, ten-thousandths of a piece, seconds); and whether that part is known. A document stands in it once. What has
no outcome yet is no row. The tables of ``ground`` may be read as well, and the parameters :today, :now, :first, :last, :currency.
"""
