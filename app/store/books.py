"""In which ERP a shop's orders are booked, where a console knows several."""

# One value for SQL, the same for every row. The first ERP of the profile; what others know of the same numbers has nothing to do with a shop.
BOOKS = "(SELECT books FROM owner WHERE id = 1)"
