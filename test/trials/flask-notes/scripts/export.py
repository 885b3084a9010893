"""Print all notes of a board as one Markdown text."""

import sqlite3
import sys

if len(sys.argv) != 2:
    sys.exit("usage: export.py FILE.db")

with sqlite3.connect(sys.argv[1]) as connection:
    for title, body, created in connection.execute("SELECT title, body, created_at FROM note ORDER BY id"):
        print(f"## {title}\n\n{body}\n\n({created})\n")
