"""Celery, the alarm clock: it wakes workers, the jobs themselves are rows in Postgres."""

import os

from celery import Celery

from eibench_site.heartbeat import Heartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eibench_site.settings")

app = Celery("eibench_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["consumer"].add(Heartbeat)
# By name: their models need Django to be ready.
app.steps["worker"].add("annotation.jobs.sweeper:Sweeper")
app.steps["worker"].add("review.sweeper:QueueSweeper")
app.steps["worker"].add("inference.idling:LettingGo")
