"""Where the pictures are kept: in a folder that all machines share, or in a bucket of an S3-compatible store."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

BUCKET, ENDPOINT, REGION = "EIBENCH_MEDIA_BUCKET", "EIBENCH_MEDIA_ENDPOINT_URL", "EIBENCH_MEDIA_REGION"
KEY, SECRET = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"


def media_storage(environment: Mapping[str, str], folder: Path) -> dict:
    """The entry of STORAGES that the environment asks for. Raises ImproperlyConfigured."""
    bucket, endpoint, region = (environment.get(name, "").strip() for name in (BUCKET, ENDPOINT, REGION))
    if not bucket:
        _require(not (endpoint or region), f"{ENDPOINT} or {REGION} is set without {BUCKET}: name it too.")
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    _check(environment, endpoint)
    options = {"bucket_name": bucket, "endpoint_url": endpoint or None, "region_name": region or None}
    return {"BACKEND": "annotation.pictures.bucket.BucketStorage", "OPTIONS": options}


def _check(environment: Mapping[str, str], endpoint: str) -> None:
    address = urlsplit(endpoint)
    well = not endpoint or (address.scheme in ("http", "https") and address.hostname)
    _require(well, f"{ENDPOINT} has to be an address like https://store.example.org:9000, not {endpoint}.")
    both = bool(environment.get(KEY)) == bool(environment.get(SECRET))
    _require(both, f"Only one of {KEY} and {SECRET} is set: set both.")
    handed_on = environment.get("EIBENCH_ACCEL_REDIRECT")
    _require(not handed_on, f"EIBENCH_ACCEL_REDIRECT hands on files of a folder: unset it beside {BUCKET}.")


def _require(condition: object, sentence: str) -> None:
    if not condition:
        raise ImproperlyConfigured(sentence)
