import csv
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Reading:
    meter: str
    flat: str
    month: str
    kwh: float


class ReadingBook:
    def __init__(self, rows):
        self.rows = rows

    @classmethod
    def load(cls, path):
        with open(path, newline="", encoding="utf-8") as file:
            return cls([Reading(r["meter"], r["flat"], r["month"], float(r["kwh"])) for r in csv.DictReader(file)])

    def meters(self):
        return dict(sorted({row.meter: row.flat for row in self.rows}.items()))

    def usage(self, meter):
        """Mean, deviation and peak of one meter; None for a meter that is not in the house."""
        rows = [row for row in self.rows if row.meter == meter]
        if not rows:
            return None
        values = np.array([row.kwh for row in rows])
        peak = int(values.argmax())
        return {
            "meter": meter,
            "months": len(rows),
            "mean_kwh": round(float(values.mean()), 2),
            "deviation_kwh": round(float(values.std(ddof=1)), 2),
            "peak": {"month": rows[peak].month, "kwh": rows[peak].kwh},
        }
