"""Valid requests that a service may refuse, since no OpenAPI document can tell which ones they are.

Nothing else is let off, and what is let off is counted at the end of the report.
"""

import atexit
import json
import os
import re
from collections import Counter
from pathlib import Path
from uuid import UUID

import schemathesis

CURSOR = "a cursor belongs to one list with its filters and its sort, so one that was made up fits none"
ROWS = "which rows there are to refer to changes with each request"
MEMBERS = "a check of the spec compares members with each other"
WHOLE_KEY = "a key of several columns is given as a whole or not at all"
BOUND = "JSON Schema bounds numbers only, while decimals, dates and times are strings"
NUL = "a schema of any JSON would have to refer to itself to keep NUL out of what it holds"
LOGIN = "whether a token is good is not for a document to say"
ROLE = "which role a route is for is not for a document to say"
CREDENTIALS = "which passwords and mailed tokens are good is secret"
COMMON = "a list of common passwords is too long for a schema"
MONTH = "how many days a month has is more than a pattern should tell, and times without zone have no format"

DAY_TOO_MUCH = re.compile(r"\d{4}-(02-(29|3.)|(04|06|09|11)-31)T[0-9:.]+$")

OWN_ACCOUNTS = {entry["id"] for entry in json.loads(Path(os.environ["ACCOUNTS"]).read_text())["auth"]}
# The key of no row.
NOBODY = str(UUID(int=0))

let_off = Counter()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Keeps the accounts that requests are sent as from being disabled, renamed or deleted by them."""
    if case.method in ("PUT", "PATCH", "DELETE") and case.path_parameters.get("id") in OWN_ACCOUNTS:
        case.path_parameters["id"] = NOBODY


@schemathesis.hook
def filter_failure(context, failure, case, response):
    if type(failure).__name__ != "RejectedPositiveData":
        return True
    reasons = reasons_of(case, response)
    if not reasons or None in reasons:
        return True
    let_off.update(set(reasons))
    return False


def reasons_of(case, response):
    """A reason for each fault that the answer names, or `None` where there is none."""
    match response.status_code:
        case 400 if case.path.endswith("/auth/password/reset"):
            return [CREDENTIALS]
        case 400:
            return [CURSOR if response.json()["detail"].startswith("`cursor` does not belong to this list") else None]
        # A token that is good must be taken: only what came without one may be asked to log in.
        case 401 if case.auth_identity is None:
            return [LOGIN]
        case 401 if case.path.endswith(("/auth/login", "/auth/token", "/auth/refresh")):
            return [CREDENTIALS]
        case 403 if case.auth_identity != "root":
            return [ROLE]
        case 422:
            return [reason_of(case.body, fault) for fault in response.json().get("errors", [])]
    return []


def reason_of(body, fault):
    match fault["code"], body.get(fault["pointer"].removeprefix("/")):
        case "unknown_reference", _:
            return ROWS
        case "check_failed", _:
            return MEMBERS
        case "required", _ if fault["message"] == "is required with the rest of the key":
            return WHOLE_KEY
        case "invalid_format", None if " a NUL character" in fault["message"]:
            return NUL
        case "wrong_password", _:
            return CREDENTIALS
        case "required", _ if fault["pointer"] == "/current_password":
            return CREDENTIALS
        case "too_common", _:
            return COMMON
        case ("too_small" | "too_large"), str():
            return BOUND
        case "invalid_type", str(value) if DAY_TOO_MUCH.match(value):
            return MONTH


@atexit.register
def tell():
    for reason, times in let_off.most_common():
        print(f"Let off {times}: {reason}")
