"""Makes the accounts that judges log in with: ada and bob, who must not see each other's rows, and root, who may.
Where the document knows of none, there are none.

    python3 accounts.py <url> <openapi.json> >accounts.json       beside the program, with ADMIN_PASSWORD for all three

The output is an auth document of Web Fuzzing Commons, by which schemathesis logs in. Its `id` is ours, for `hooks.py`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

BASE = "/api/v1/auth"
PASSWORD = os.environ["ADMIN_PASSWORD"]

url, document = sys.argv[1:]


def make():
    registration = json.loads(Path(document).read_text())["components"]["schemas"].get("UserRegistration")
    if registration is None:
        return []
    members = {name: value for name, value in registration["example"].items() if name not in ("email", "password")}
    create_admin = ["./service", "create-admin", "root@example.com", "--with", json.dumps(members)]
    subprocess.run(create_admin, check=True, stdout=sys.stderr)
    for name in ("ada", "bob"):
        ask("/register", {"email": f"{name}@example.com", "password": PASSWORD, **members})
    return [entry(name) for name in ("ada", "bob", "root")]


def ask(path, body=None, **headers):
    headers["content-type"] = "application/json"
    with urlopen(Request(url + BASE + path, body and json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)


def entry(name):
    login = {"email": f"{name}@example.com", "password": PASSWORD}
    token = ask("/login", login)["access_token"]
    return {
        "name": name,
        "id": ask("/me", authorization=f"Bearer {token}")["id"],
        "loginEndpointAuth": {
            "endpoint": f"{BASE}/login",
            "verb": "POST",
            "contentType": "application/json",
            "payloadRaw": json.dumps(login),
            "token": {
                "extractFrom": "body",
                "extractSelector": "/access_token",
                "sendIn": "header",
                "sendName": "Authorization",
                "sendTemplate": "Bearer {token}",
            },
        },
    }


json.dump({"auth": make()}, sys.stdout, indent=2)
