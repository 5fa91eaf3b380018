"""Gunicorn's settings for the web server, used by `make run` and by compose.yaml alike."""

import os

from django.urls import get_resolver

from eibench_site.embedded.lifelines import die_with_parent

wsgi_app = "eibench_site.wsgi:application"
bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
preload_app = True  # the code is loaded once and its memory shared
graceful_timeout = 3
timeout = 120
keepalive = 75
loglevel = "warning"
control_socket_disable = True


def when_ready(server):
    """Load every view before the workers are forked: they share that memory, and a broken one shows at once."""
    get_resolver().url_patterns  # noqa: B018 - reading it loads the views


def post_fork(server, worker):
    """Let no web worker outlive a killed server."""
    die_with_parent()
