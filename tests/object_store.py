"""An S3-compatible server, in a process of its own, reached over TCP: it can be shut and opened again.

It asks for keys: the account that it makes at the start may use every bucket, and nobody else any.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3

ROOT = Path(__file__).resolve().parents[1]
REGION = "us-east-1"
FIRST_ACTIONS = 3  # the account, its rights, its key: nobody has a key yet
ANYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


class ObjectStore:
    """The server and its account's key."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process
        self.url = self._ask("open")
        self.key, self.secret = self._account()

    def shut(self) -> None:
        """Refuse connections from now on; what is stored stays."""
        self._ask("shut")

    def open(self) -> None:
        """Answer again at the same address."""
        self._ask("open")

    def environment(self, bucket: str) -> dict[str, str]:
        """What a studio has to be told to keep its pictures in a bucket."""
        return {
            "EIBENCH_MEDIA_BUCKET": bucket,
            "EIBENCH_MEDIA_ENDPOINT_URL": self.url,
            "EIBENCH_MEDIA_REGION": REGION,
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
        }

    def client(self, service: str = "s3"):
        """A client with the account's key."""
        return self._client(service, self.key, self.secret)

    def names(self, bucket: str) -> list[str]:
        """The names of all objects of a bucket."""
        return [found["Key"] for found in self.client().list_objects_v2(Bucket=bucket).get("Contents", [])]

    def _ask(self, word: str) -> str:
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def _account(self) -> tuple[str, str]:
        accounts = self._client("iam", "nobody", "nothing")
        accounts.create_user(UserName="studio")
        accounts.put_user_policy(UserName="studio", PolicyName="all", PolicyDocument=json.dumps(ANYTHING))
        made = accounts.create_access_key(UserName="studio")["AccessKey"]
        return made["AccessKeyId"], made["SecretAccessKey"]

    def _client(self, service: str, key: str, secret: str):
        named = {"aws_access_key_id": key, "aws_secret_access_key": secret, "region_name": REGION}
        return boto3.session.Session().client(service, endpoint_url=self.url, **named)


@contextlib.contextmanager
def object_store() -> Iterator[ObjectStore]:
    """A server for as long as the block runs."""
    surroundings = os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": str(FIRST_ACTIONS)}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.object_store"],
        cwd=ROOT,
        env=surroundings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield ObjectStore(process)
    finally:
        process.kill()
        process.stdin.close()
        process.stdout.close()
        process.wait()


def serve() -> None:
    """Open and shut the server as the lines of the standard input say; answer each with its address."""
    from moto.server import ThreadedMotoServer

    server, port = None, 0
    for line in sys.stdin:
        if line.strip() == "open" and server is None:
            server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
            server.start()
            port = server.get_host_and_port()[1]
        elif line.strip() == "shut":
            server.stop()
            server = None
        print(f"http://127.0.0.1:{port}", flush=True)


if __name__ == "__main__":
    serve()
