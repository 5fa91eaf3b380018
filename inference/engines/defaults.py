"""The options of each engine with their defaults, and how small and large numbers may be; light enough for a page."""

from __future__ import annotations

from typing import Any

FIND_OUT = "auto"
SCRIPTED: dict[str, Any] = {"script": "", "delay_seconds": 0.0, "fail_keys": []}
TRANSFORMERS: dict[str, Any] = {
    "batch_size": 32,
    "device": "auto",
    "dtype": "auto",
    "reuse_prefixes": True,
    "cache_bytes": 0,
}
OPENAI: dict[str, Any] = {
    "base_url": "",
    "api_key_variable": "",
    "timeout": 120.0,
    "concurrency": 128,
    "attempts": 5,
    "backoff": 1.0,
    "longest_wait": 60.0,
    "json_schema": FIND_OUT,
    "max_pixels": 4_000_000,
    "token_limit_field": "max_tokens",
}
# Options that take one of a few values, which need not be of one type.
CHOICES: dict[str, tuple[Any, ...]] = {"json_schema": (FIND_OUT, True, False)}
# Seconds and counts beyond these would hold a worker for longer than anyone waits for it.
BOUNDS: dict[str, tuple[float, float]] = {
    "delay_seconds": (0, 60),
    "batch_size": (1, 1024),
    "cache_bytes": (0, 2**50),
    "timeout": (0.01, 3600),
    "concurrency": (1, 512),
    "attempts": (1, 20),
    "backoff": (0, 600),
    "longest_wait": (0, 3600),
    "max_pixels": (1, 1_000_000_000),
}
