from fastapi import APIRouter, HTTPException

from ..catalogue import catalogue
from ..models import Product

router = APIRouter(prefix="/products", tags=["products"])


@router.get("", response_model=list[Product])
def all_products():
    return list(catalogue.values())


@router.get("/{sku}", response_model=Product)
def one_product(sku: str):
    if sku not in catalogue:
        raise HTTPException(404, f"no product {sku}")
    return catalogue[sku]
