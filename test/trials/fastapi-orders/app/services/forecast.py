"""How long the stock lasts if sales go on along a straight line."""

import numpy as np

from ..models import Forecast, Product


def forecast(product: Product, weeks: int) -> Forecast:
    sales = np.asarray(product.weekly_sales[-weeks:], dtype=float)
    slope, level = np.polyfit(np.arange(sales.size), sales, deg=1)
    ahead = np.clip(level + slope * np.arange(sales.size, sales.size + 52), 0, None)
    gone = np.flatnonzero(np.cumsum(ahead) >= product.in_stock)
    left = None if gone.size == 0 else float(gone[0] + 1)
    return Forecast(
        sku=product.sku,
        in_stock=product.in_stock,
        weekly_mean=round(float(sales.mean()), 2),
        trend_per_week=round(float(slope), 3),
        weeks_left=left,
        reorder=left is not None and left <= 3,
    )
