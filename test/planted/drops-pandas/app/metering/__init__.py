"""Readings of the sub-meters of one house, and the reports that the cooperative's treasurer asks for."""

import os

from flask import Flask, jsonify

from .readings import ReadingBook


def create_app(path=None):
    app = Flask(__name__)
    app.json.sort_keys = True
    app.config["BOOK"] = ReadingBook.load(path or os.environ.get("READINGS", "data/readings.csv"))

    from .routes import meters, reports

    app.register_blueprint(meters)
    app.register_blueprint(reports)

    @app.get("/health")
    def health():
        return jsonify(status="ok", readings=len(app.config["BOOK"].rows))

    @app.errorhandler(404)
    def missing(error):
        return jsonify(error=error.description), 404

    return app
