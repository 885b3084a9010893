import asyncio
import contextlib
import json

from aiohttp import web

from . import journal
from .bank import Bank

BANK = web.AppKey("bank", Bank)
routes = web.RouteTableDef()


@routes.get("/health")
async def health(request):
    return web.json_response({"status": "ok", "compartments": len(request.app[BANK].compartments)})


@routes.get("/compartments")
async def compartments(request):
    return web.json_response([{"id": c.id, "size": c.size} for c in request.app[BANK].compartments.values()])


@routes.get("/compartments/{id}")
async def compartment(request):
    found = request.app[BANK].compartments.get(request.match_info["id"])
    if found is None:
        return web.json_response({"error": "no such compartment"}, status=404)
    return web.json_response(found.shown())


@routes.post("/deposits")
async def deposit(request):
    try:
        size = (await request.json())["size"]
    except (json.JSONDecodeError, KeyError, TypeError):
        size = None
    if size not in ("S", "M", "L"):
        return web.json_response({"error": "size must be S, M or L"}, status=422)
    taken = request.app[BANK].deposit(size)
    if taken is None:
        return web.json_response({"error": "no compartment is free"}, status=409)
    return web.json_response({"status": "taken", "compartment": taken.id, "code": taken.code}, status=201)


def build_app(journal_dir):
    app = web.Application()
    app[BANK] = Bank()
    app.add_routes(routes)

    async def journalling(app):
        task = asyncio.create_task(journal.keep(journal_dir, app[BANK]))
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    app.cleanup_ctx.append(journalling)
    return app
