from flask import Blueprint, abort, jsonify, request

from . import store
from .markup import to_html

api = Blueprint("api", __name__)


def shown(note):
    return {
        "id": note["id"],
        "title": note["title"],
        "html": str(to_html(note["body"])),
        "pinned": bool(note["pinned"]),
        "created_at": note["created_at"],
    }


@api.get("/healthz")
def health():
    return jsonify(status="ok", notes=store.count())


@api.get("/api/notes")
def all_notes():
    return jsonify([shown(note) for note in store.everything()])


@api.get("/api/notes/<int:number>")
def one_note(number):
    found = store.one(number)
    if found is None:
        abort(404)
    return jsonify(shown(found))


@api.post("/api/notes")
def add_note():
    sent = request.get_json(silent=True)
    sent = sent if isinstance(sent, dict) else {}
    missing = [field for field in ("title", "body") if not str(sent.get(field) or "").strip()]
    if missing:
        return jsonify(error="missing", fields=missing), 422
    number = store.add(str(sent["title"]).strip(), str(sent["body"]).strip())
    return jsonify(shown(store.one(number))), 201
