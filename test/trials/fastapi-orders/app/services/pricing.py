"""Prices of an order. Cafés that take twelve bags or more of anything get a tenth off that line."""

from decimal import ROUND_HALF_UP, Decimal

from ..catalogue import catalogue
from ..models import OrderLine

BULK_FROM = 12
BULK_FACTOR = Decimal("0.90")


class UnknownSku(KeyError):
    pass


def line_total(line: OrderLine) -> Decimal:
    try:
        price = catalogue[line.sku].price
    except KeyError:
        raise UnknownSku(line.sku) from None
    whole = price * line.quantity
    return whole * BULK_FACTOR if line.quantity >= BULK_FROM else whole


def order_total(lines: list[OrderLine]) -> float:
    return float(sum(map(line_total, lines), Decimal()).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
