import json

from .models import Product
from .settings import settings

catalogue: dict[str, Product] = {
    entry["sku"]: Product(**entry) for entry in json.loads(settings.catalogue.read_text(encoding="utf-8"))
}
