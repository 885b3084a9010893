from datetime import datetime, timezone
from uuid import uuid4

from fastapi import APIRouter, HTTPException

from ..models import NewOrder, Order
from ..services import pricing
from ..settings import settings

router = APIRouter(prefix="/orders", tags=["orders"])
placed: dict[str, Order] = {}


@router.get("", response_model=list[Order])
def all_orders():
    return list(placed.values())


@router.get("/{order_id}", response_model=Order)
def one_order(order_id: str):
    if order_id not in placed:
        raise HTTPException(404, f"no order {order_id}")
    return placed[order_id]


@router.post("", response_model=Order, status_code=201)
def place(new: NewOrder):
    try:
        total = pricing.order_total(new.lines)
    except pricing.UnknownSku as unknown:
        raise HTTPException(404, f"no product {unknown.args[0]}") from None
    order = Order(
        id=uuid4().hex,
        placed_at=datetime.now(timezone.utc),
        total=total,
        currency=settings.currency,
        **new.model_dump(),
    )
    placed[order.id] = order
    return order
