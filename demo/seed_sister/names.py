"""What the sister company is, has, buys, makes and sells; invented, and plain data. Days count from today."""

from __future__ import annotations

from dataclasses import dataclass

COMPANY = "Rheinwerk Antriebstechnik GmbH"
WAREHOUSE = ("Mannheim", "MAN")
SUPPLIERS = ("Giesserei Odenwald", "Gebrüder Wessling Armaturen")
# Their numbers are those of other customers in the first company.
CUSTOMERS = (
    ("Neckarwerft Heilbronn GmbH", "Heilbronn", "74072", "Hafenstraße 40"),
    ("Bühler Fördertechnik AG", "Karlsruhe", "76189", "Rheinhafen 12"),
    ("Pfalz Agrar eG", "Landau", "76829", "Industriestraße 7"),
)

# Own products: code, name, price. The first two are made, the others bought.
DRIVE, STAGE, HOUSING, GEARS = "R2001", "R2002", "R2003", "R2004"
OWN = (
    (DRIVE, "Drive unit 0.18 kW", "689.00"),
    (STAGE, "Gearbox stage 19", "298.00"),
    (HOUSING, "Gearbox housing, cast", "84.00"),
    (GEARS, "Gear set 1:20", "61.00"),
)
MOTOR, COUPLING, BEARING, SEAL = "N1018", "N1022", "N1020", "N1017"

# On hand, by code; codes of the first company are the same products.
COUNTED = {
    **{DRIVE: 3, STAGE: 3, HOUSING: 2, GEARS: 15, MOTOR: 30, COUPLING: 12, BEARING: 40, SEAL: 8},
    **{"N1001": 60, "N1005": 25, "N1023": 14, "N1113": 18, "N1116": 9, "N1117": 20, "N1118": 4, "N1119": 2},
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """``parts``: (code, pieces of it in one). ``days``: that making it takes."""

    code: str
    days: int
    parts: tuple[tuple[str, int], ...]


RECIPES = (
    Recipe(STAGE, 4, ((BEARING, 2), (SEAL, 2), (HOUSING, 1), (GEARS, 1))),
    Recipe(DRIVE, 2, ((MOTOR, 1), (COUPLING, 1), (STAGE, 1))),
)
# code, supplier, days from order to arrival
BOUGHT = ((HOUSING, 0, 21), (GEARS, 0, 12), (SEAL, 1, 9), (BEARING, 1, 5), (COUPLING, 1, 7), (MOTOR, 1, 14))
# code, pieces, supplier, day that was said, day that is said now
PURCHASES = ((HOUSING, 10, 0, 4, 8), (SEAL, 50, 1, 16, 16))
# code, pieces, starts on day, ready on day, how far it is
PRODUCTIONS = ((DRIVE, 2, 0, 3, "do"), (STAGE, 4, 3, 9, "wait"))
# customer, code, pieces, day, limit; with a limit that is too low it waits to be released
SALES = ((0, DRIVE, 14, 12, None), (1, COUPLING, 6, 4, None), (2, "N1118", 7, 6, None), (1, GEARS, 8, 20, 600))
