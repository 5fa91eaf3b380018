"""Pictures in a bucket of an S3-compatible store: django-storages' storage, with errors that a person can act on."""

import contextlib
import errno
import os
import shutil
import tempfile
import threading

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError
from botocore.exceptions import ConnectionError as NotReached
from django.core.files.base import File
from s3transfer.exceptions import RetriesExceededError, S3UploadFailedError
from storages.backends.s3 import S3Storage

from annotation.pictures.store_errors import MediaStoreError

TROUBLE = (BotoCoreError, ClientError, Boto3Error, RetriesExceededError, S3UploadFailedError)
REFUSALS = ("AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "401", "403")
IN_MEMORY = 8 * 1024**2  # bytes of an object; a larger one is read through a file on disk
CHUNK = 1024**2


class BucketStorage(S3Storage):
    """A bucket behind Django's storage interface; whatever the store does wrong raises MediaStoreError."""

    def __init__(self, **options):
        super().__init__(client_config=_config(options.get("endpoint_url")), **options)
        self._making, self._made = threading.Lock(), (0, None)

    @property
    def connection(self):
        """One connection a process: making one takes longer than most requests do, and its client may be shared."""
        with self._making:
            if self._made[0] != os.getpid():
                self._bucket = None
                self._made = os.getpid(), self._connect()
            return self._made[1]

    def exists(self, name):
        """Whether an object is there. Raises MediaStoreError."""
        with self._told():
            return super().exists(name)

    def size(self, name):
        """Its bytes. Raises FileNotFoundError, MediaStoreError."""
        with self._told():
            return super().size(name)

    def delete(self, name):
        """Delete it where it is there. Raises MediaStoreError."""
        with self._told():
            super().delete(name)

    def _save(self, name, content):
        with self._told():
            return super()._save(name, content)

    def _open(self, name, mode="rb"):
        """The whole object, read now: what is read later from the file cannot fail any more."""
        if mode != "rb":
            raise ValueError("Objects are read as they are, and written by save().")
        with contextlib.ExitStack() as opened, self._told(), _missing(name):
            found = self.connection.meta.client.get_object(Bucket=self.bucket_name, Key=self._normalize_name(name))
            file = opened.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
            with contextlib.closing(found["Body"]) as stream:
                shutil.copyfileobj(stream, file, CHUNK)
            file.seek(0)
            opened.pop_all()  # it is the caller's now
            return File(file, name)

    def _connect(self):
        return self._create_session().resource(
            "s3", region_name=self.region_name, endpoint_url=self.endpoint_url, config=self.client_config
        )

    @contextlib.contextmanager
    def _told(self):
        try:
            yield
        except TROUBLE as error:
            raise MediaStoreError(self._sentence(error)) from error

    def _sentence(self, error: Exception) -> str:
        code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""
        if isinstance(error, NoCredentialsError):
            return "There is no key for the picture store: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        if code == "NoSuchBucket":
            return f"The picture store has no bucket “{self.bucket_name}”: make it, or correct EIBENCH_MEDIA_BUCKET."
        if code in REFUSALS:
            return (
                f"The picture store refuses this key for the bucket “{self.bucket_name}” ({code}): correct "
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or what that key may do."
            )
        place = self.endpoint_url or "Amazon S3"
        if isinstance(error, (NotReached, HTTPClientError)):
            return (
                f"The picture store at {place} cannot be reached: see whether it runs, and EIBENCH_MEDIA_ENDPOINT_URL."
            )
        return f"The picture store at {place} does not answer as it should: {str(error)[:300]}"


def _config(endpoint: str | None) -> Config:
    """Path-style addresses and no checksums of Amazon's own, which other stores do not know; short patience."""
    return Config(
        s3={"addressing_style": "path" if endpoint else "auto"},
        signature_version="s3v4",
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=3,
        read_timeout=30,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=16,
    )


@contextlib.contextmanager
def _missing(name: str):
    """An object that is not there is a file that is not there."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in ("NoSuchKey", "404"):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name) from error
        raise
