"""Valid requests that a service may refuse, since no OpenAPI document can tell which ones they are.

Nothing else is let off, and what is let off is counted at the end of the report.
"""

import atexit
import re
from collections import Counter

import schemathesis

CURSOR = "a cursor belongs to one list with its filters and its sort, so one that was made up fits none"
ROWS = "which rows there are to refer to changes with each request"
MEMBERS = "a check of the spec compares members with each other"
WHOLE_KEY = "a key of several columns is given as a whole or not at all"
BOUND = "JSON Schema bounds numbers only, while decimals, dates and times are strings"
NUL = "a schema of any JSON would have to refer to itself to keep NUL out of what it holds"
MONTH = "how many days a month has is more than a pattern should tell, and times without zone have no format"

DAY_TOO_MUCH = re.compile(r"\d{4}-(02-(29|3.)|(04|06|09|11)-31)T[0-9:.]+$")

let_off = Counter()


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
    if response.status_code == 400:
        return [CURSOR if response.json()["detail"].startswith("`cursor` does not belong to this list") else None]
    if response.status_code == 422:
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
        case ("too_small" | "too_large"), str():
            return BOUND
        case "invalid_type", str(value) if DAY_TOO_MUCH.match(value):
            return MONTH


@atexit.register
def tell():
    for reason, times in let_off.most_common():
        print(f"Let off {times}: {reason}")
