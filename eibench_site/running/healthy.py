"""Whether the web server of this machine is well, for a container's health check.

Run as `python -m eibench_site.running.healthy`. It knocks as the proxy in front of the studio would. A silent worker is
no fault of the web server's.
"""

import json
import os
import sys
from http.client import HTTPConnection, HTTPException

NEEDED = ("database", "migrations", "redis")
SECONDS = 8


def main() -> int:
    """Exit status 0 where the web server answers and has what it needs; else 1, and a line says what is not well."""
    try:
        found = report(int(os.environ.get("PORT", "8000")))
    except (OSError, HTTPException, ValueError) as error:
        print(f"The web server does not answer as it should: {error}")
        return 1
    print(", ".join(f"{part}: {found.get(part, 'not told')}" for part in NEEDED))
    return 0 if all(found.get(part) == "ok" for part in NEEDED) else 1


def report(port: int) -> dict[str, str]:
    """What /health says. Raises OSError, HTTPException, ValueError."""
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].lstrip(".") or "localhost"
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/health", headers={"Host": host, "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        if answer.status not in (200, 503):
            raise ValueError(f"{answer.status} {answer.reason}")
        return json.loads(answer.read())
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
