"""The reports. pandas takes a second to load and only the treasurer needs it, so it is imported on first use."""


def _frame(book):
    import pandas as pd

    return pd.DataFrame([vars(row) for row in book.rows])


def monthly(book):
    table = _frame(book).pivot_table(index="month", columns="flat", values="kwh", aggfunc="sum").sort_index()
    return [
        {"month": month, "flats": {flat: round(float(kwh), 1) for flat, kwh in row.items()}, "total": round(float(row.sum()), 1)}
        for month, row in table.iterrows()
    ]


def ranking(book):
    totals = _frame(book).groupby("flat")["kwh"].sum().sort_values(ascending=False)
    whole = totals.sum()
    return [
        {"rank": rank, "flat": flat, "kwh": round(float(kwh), 1), "share": round(float(kwh / whole), 4)}
        for rank, (flat, kwh) in enumerate(totals.items(), start=1)
    ]
