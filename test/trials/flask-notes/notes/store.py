import sqlite3
from pathlib import Path

from flask import current_app, g


def prepare(path, schema):
    """Make the file and its table. Every worker calls this; the statements do nothing the second time."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=10)
    try:
        connection.executescript(schema)
        connection.commit()
    finally:
        connection.close()


def connection():
    if "connection" not in g:
        g.connection = sqlite3.connect(current_app.config["DATABASE"], timeout=10)
        g.connection.row_factory = sqlite3.Row
    return g.connection


def close(error=None):
    opened = g.pop("connection", None)
    if opened is not None:
        opened.close()


def count():
    return connection().execute("SELECT count(*) FROM note").fetchone()[0]


def everything():
    return connection().execute("SELECT * FROM note ORDER BY pinned DESC, id").fetchall()


def one(number):
    return connection().execute("SELECT * FROM note WHERE id = ?", (number,)).fetchone()


def add(title, body):
    with connection() as opened:
        return opened.execute("INSERT INTO note (title, body) VALUES (?, ?)", (title, body)).lastrowid
