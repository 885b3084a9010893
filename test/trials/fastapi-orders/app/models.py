from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, Field


class Product(BaseModel):
    sku: str
    name: str
    grams: int
    price: Decimal
    in_stock: int
    weekly_sales: list[int] = Field(exclude=True)


class OrderLine(BaseModel):
    sku: str
    quantity: int = Field(ge=1, le=500)


class NewOrder(BaseModel):
    customer: str = Field(min_length=1, max_length=80)
    lines: list[OrderLine] = Field(min_length=1)


class Order(NewOrder):
    id: str
    placed_at: datetime
    total: float
    currency: str


class Forecast(BaseModel):
    sku: str
    in_stock: int
    weekly_mean: float
    trend_per_week: float
    weeks_left: float | None
    reorder: bool
