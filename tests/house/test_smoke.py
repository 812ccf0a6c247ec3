def test_engine(session):
    assert session is not None

def test_app(client):
    assert client.get("/rien").status_code == 404
