CREATE TABLE IF NOT EXISTS note (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    title      TEXT NOT NULL,
    body       TEXT NOT NULL,
    pinned     INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);

INSERT OR IGNORE INTO note (id, title, body, pinned, created_at) VALUES
    (1, 'House rules', 'Before you leave:

- sweep the bench
- close the *gas*
- sign the book', 1, '2024-09-02T08:00:00Z'),
    (2, 'Saw blade', 'The new blade is in drawer **3**. <script>alert("old one: bin")</script>', 0, '2024-09-05T16:20:00Z');
