from flask import Blueprint, abort, redirect, render_template, request, url_for

from . import store

pages = Blueprint("pages", __name__)


@pages.get("/")
def board():
    return render_template("board.html", notes=store.everything())


@pages.get("/notes/<int:number>")
def note(number):
    found = store.one(number)
    if found is None:
        abort(404)
    return render_template("note.html", note=found)


@pages.route("/new", methods=["GET", "POST"])
def new():
    if request.method == "GET":
        return render_template("new.html", title="", body="", complaint=None)
    title, body = request.form.get("title", "").strip(), request.form.get("body", "").strip()
    if not title or not body:
        return render_template("new.html", title=title, body=body, complaint="A note needs a title and a text."), 400
    return redirect(url_for("pages.note", number=store.add(title, body)))
