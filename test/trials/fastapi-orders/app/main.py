from fastapi import FastAPI

from .catalogue import catalogue
from .routers import orders, products, stock
from .settings import settings

app = FastAPI(title="Orders", version="2.3.1")
app.include_router(products.router)
app.include_router(stock.router)
app.include_router(orders.router)


@app.get("/", tags=["service"])
def about():
    return {"name": app.title, "version": app.version, "currency": settings.currency}


@app.get("/healthz", tags=["service"])
def health():
    return {"status": "ok", "products": len(catalogue)}
