import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    currency: str
    catalogue: Path


settings = Settings(
    currency=os.environ.get("ORDERS_CURRENCY", "GBP"),
    catalogue=Path(os.environ.get("ORDERS_CATALOGUE", "app/data/catalogue.json")),
)
