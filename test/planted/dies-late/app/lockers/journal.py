"""Writes the state down every few seconds. Without a journal a power cut would forget who owns which parcel, so a
service that cannot write it does not go on."""

import asyncio
import json
import logging
import os
import sys

log = logging.getLogger("lockers.journal")
INTERVAL = 5.0
EX_SOFTWARE = 70


def write(folder, bank):
    path = os.path.join(folder, "state.json")
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(bank.snapshot(), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


async def keep(folder, bank):
    while True:
        await asyncio.sleep(INTERVAL)
        try:
            await asyncio.to_thread(write, folder, bank)
        except OSError as error:
            log.critical("journal: %s", error)
            sys.stdout.flush()
            os._exit(EX_SOFTWARE)
