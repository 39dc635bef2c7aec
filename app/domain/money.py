"""Money: integer minor units with a currency, never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

# ISO 4217 currencies whose minor unit is not a hundredth.
_DIGITS = {"JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "ISK": 0, "BHD": 3, "KWD": 3, "OMR": 3, "TND": 3, "JOD": 3}


def digits(currency: str) -> int:
    """Decimal digits of a currency's minor unit (ISO 4217)."""
    return _DIGITS.get(currency, 2)


def per_unit(price: Decimal) -> Decimal:
    """A price of one as exactly as shop and ERP keep it: four digits in major units, half to even."""
    return price.quantize(Decimal("0.0001"), rounding=ROUND_HALF_EVEN)


def each(price: Decimal, currency: str) -> str:
    """What one costs, in every digit that says something and at least those of its currency: "12.50", "25.1345"."""
    places = max(digits(currency), -int(price.normalize().as_tuple().exponent))
    return f"{price:.{places}f}"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of one currency (8420.00 EUR is ``Money(842000, "EUR")``). Currencies never mix: TypeError."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """From a decimal amount in major units; rounds half-even to the currency's digits."""
        scaled = Decimal(amount).scaleb(digits(currency))
        return cls(int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)), currency)

    @classmethod
    def told(cls, value: object) -> Money | None:
        """As facts and payloads carry it, [minor units, currency]; None of anything else."""
        return cls(int(value[0]), str(value[1])) if isinstance(value, list | tuple) and len(value) == 2 else None

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-digits(self.currency))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise TypeError(f"mixed currencies: {self.currency} and {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def text(self, decimals: bool = True) -> str:
        """For the screen: 8,420.00 (or 8,420), minus as U+2212, no currency."""
        shown = f"{abs(self.amount):,.{digits(self.currency) if decimals else 0}f}"
        return f"\N{MINUS SIGN}{shown}" if self.minor < 0 else shown

    def named(self) -> str:
        """For sentences: 8,420.00 EUR."""
        return f"{self.text()} {self.currency}"
