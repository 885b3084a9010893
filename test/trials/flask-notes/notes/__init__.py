import os
from pathlib import Path

from flask import Flask, render_template

from . import api, store, views
from .markup import to_html


def create_app(data=None):
    app = Flask(__name__)
    app.config["DATABASE"] = str(Path(data or os.environ.get("NOTES_DATA", "data")) / "notes.db")
    store.prepare(app.config["DATABASE"], app.open_resource("schema.sql").read().decode())
    app.teardown_appcontext(store.close)
    app.add_template_filter(to_html, "markdown")
    app.register_blueprint(views.pages)
    app.register_blueprint(api.api)

    @app.errorhandler(404)
    def missing(error):
        return render_template("missing.html"), 404

    return app
