from metering.readings import Reading, ReadingBook


def test_usage_names_the_peak_month():
    book = ReadingBook([Reading("M-1", "1 left", "2025-01", 210.0), Reading("M-1", "1 left", "2025-02", 190.0)])
    assert book.usage("M-1")["peak"] == {"month": "2025-01", "kwh": 210.0}


def test_unknown_meter_has_no_usage():
    assert ReadingBook([]).usage("M-1") is None
