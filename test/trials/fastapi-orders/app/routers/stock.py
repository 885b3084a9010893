from typing import Annotated

from fastapi import APIRouter, HTTPException, Query

from ..catalogue import catalogue
from ..models import Forecast
from ..services.forecast import forecast

router = APIRouter(prefix="/stock", tags=["stock"])


@router.get("/{sku}/forecast", response_model=Forecast)
def stock_forecast(sku: str, weeks: Annotated[int, Query(ge=3, le=12)] = 12):
    if sku not in catalogue:
        raise HTTPException(404, f"no product {sku}")
    return forecast(catalogue[sku], weeks)
