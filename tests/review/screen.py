"""Speaks to the review screen's endpoints as its scripts do."""

import uuid


class Browser:
    """Speaks as the review screen does."""

    screen = "review"

    def __init__(self, client, benchmark):
        self.client = client
        self.root = f"/b/{benchmark.slug}/{self.screen}/"

    def post(self, path, **body):
        if path == "undo/":
            body.setdefault("client_id", str(uuid.uuid4()))
        return self.client.post(self.root + path, body, content_type="application/json")

    def take(self, *besides):
        return self.post("next/", besides=besides).json()["next"]

    def save(self, review, version, working, **headers):
        headers = {"If-Match": f'"{version}"'} | headers
        body = {"working": working, "seconds": 12.5}
        return self.client.put(f"{self.root}{review}/working/", body, content_type="application/json", headers=headers)

    def submit(self, sheet, rows=(), **body):
        body = {"client_id": str(uuid.uuid4()), "version": sheet["version"], "accept_rest": True} | body
        body.setdefault("working", {"rows": list(rows), "flag": ""})
        return self.post(f"{sheet['id']}/submit/", **body)
