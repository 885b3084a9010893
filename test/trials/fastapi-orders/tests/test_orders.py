from fastapi.testclient import TestClient

from app.main import app

client = TestClient(app)


def test_a_dozen_gets_a_tenth_off():
    answer = client.post("/orders", json={"customer": "Café Uno", "lines": [{"sku": "sidamo-250", "quantity": 12}]})
    assert answer.status_code == 201
    assert answer.json()["total"] == 96.12


def test_eleven_do_not():
    answer = client.post("/orders", json={"customer": "Café Uno", "lines": [{"sku": "sidamo-250", "quantity": 11}]})
    assert answer.json()["total"] == 97.9


def test_unknown_sku():
    assert client.post("/orders", json={"customer": "X", "lines": [{"sku": "tea", "quantity": 1}]}).status_code == 404
