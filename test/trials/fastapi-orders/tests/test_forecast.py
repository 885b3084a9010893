from app.catalogue import catalogue
from app.services.forecast import forecast


def test_rising_sales_have_a_rising_trend():
    assert forecast(catalogue["sidamo-250"], 12).trend_per_week > 1


def test_what_hardly_sells_is_not_reordered():
    assert forecast(catalogue["decaf-250"], 12).reorder is False
