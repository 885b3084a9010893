import logging
import os

from aiohttp import web

from .api import build_app

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
web.run_app(build_app(os.environ.get("JOURNAL_DIR", "journal")), port=int(os.environ.get("PORT", "8088")), print=None)
