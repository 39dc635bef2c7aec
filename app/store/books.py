"""In which ERP a shop's orders are booked, where a console knows several."""

# One value for SQL: the first ERP of the team. What another knows of the same numbers has nothing to do with a shop.
BOOKS = "(SELECT books FROM owner WHERE id = 1)"
