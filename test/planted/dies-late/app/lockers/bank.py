"""One row of compartments and who may open them."""

import secrets
from dataclasses import asdict, dataclass


@dataclass
class Compartment:
    id: str
    size: str
    state: str = "free"
    code: str | None = None

    def shown(self):
        return {"id": self.id, "size": self.size, "state": self.state}

    def place(self):
        return int(self.id[1:])


class Bank:
    def __init__(self):
        columns = [("A", "S", 16), ("B", "M", 16), ("C", "L", 8)]
        layout = [(f"{column}{row}", size) for column, size, rows in columns for row in range(1, rows + 1)]
        self.compartments = {name: Compartment(name, size) for name, size in layout}
        self.compartments["C8"].state = "out of order"

    def deposit(self, size):
        """The smallest free compartment that takes the parcel, now taken; None when there is none."""
        order = "SML"
        fitting = [c for c in self.compartments.values() if c.state == "free" and order.index(c.size) >= order.index(size)]
        if not fitting:
            return None
        chosen = min(fitting, key=lambda c: (order.index(c.size), c.place()))
        chosen.state, chosen.code = "taken", f"{secrets.randbelow(10**6):06d}"
        return chosen

    def snapshot(self):
        return [asdict(c) for c in self.compartments.values()]
