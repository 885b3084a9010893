"""Run with `pip install pytest httpx && pytest` in this folder's parent."""

from fastapi.testclient import TestClient

from main import app

client = TestClient(app)


def test_root_is_healthy():
    assert client.get("/").json()["status"] == "healthy"


def test_predict_answers_ten_features():
    answer = client.post("/predict", json={"features": [0.5] * 10})
    assert answer.status_code == 200
    assert 0 <= answer.json()["confidence"] <= 0.95


def test_predict_refuses_text():
    assert client.post("/predict", json={"features": "none"}).status_code == 422
