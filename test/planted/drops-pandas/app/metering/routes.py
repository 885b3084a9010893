from flask import Blueprint, abort, current_app, jsonify

from . import reports as reporting

meters = Blueprint("meters", __name__, url_prefix="/meters")
reports = Blueprint("reports", __name__, url_prefix="/reports")


def book():
    return current_app.config["BOOK"]


@meters.get("")
def list_meters():
    return jsonify([{"meter": meter, "flat": flat} for meter, flat in book().meters().items()])


@meters.get("/<meter>/usage")
def usage(meter):
    found = book().usage(meter)
    if found is None:
        abort(404, description=f"no meter {meter} in this house")
    return jsonify(found)


@reports.get("/monthly")
def monthly():
    return jsonify(reporting.monthly(book()))


@reports.get("/ranking")
def ranking():
    return jsonify(reporting.ranking(book()))
