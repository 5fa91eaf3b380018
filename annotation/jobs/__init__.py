"""The job queue: rows in Postgres, claimed under a lease and finished under a fence; Celery only wakes the workers.

with transaction.atomic():                      # the request that wants work
    row = …; enqueue(JobKind.IMPORT, benchmark=…)
for job in claim(JobKind.IMPORT, worker=worker_name()):   # the worker
    with lease([job]) as held:                  # renewed in the background
        …work outside any transaction, asking held.lost(job) and held.cancelled(job)…
        with transaction.atomic():
            …write the result…; finish(job)     # LeaseLost: everything is rolled back
"""

from annotation.jobs.cancelling import cancel, cancel_all, end_cancelled
from annotation.jobs.claiming import claim, claim_this, worker_name
from annotation.jobs.enqueueing import announce, announce_on_commit, enqueue, enqueue_many
from annotation.jobs.finishing import LeaseLost, fail, finish, give_back, postpone, progress
from annotation.jobs.hastening import hasten
from annotation.jobs.kinds import WAKES
from annotation.jobs.leasing import Held, is_silent, lease
from annotation.jobs.pausing import end_paused, pause_all, resume_all
from annotation.jobs.retrying import retry
from annotation.jobs.sweeping import sweep
from annotation.jobs.unforeseen import UNFORESEEN, cause_of

__all__ = [
    "UNFORESEEN",
    "WAKES",
    "Held",
    "LeaseLost",
    "announce",
    "announce_on_commit",
    "cancel",
    "cancel_all",
    "cause_of",
    "claim",
    "claim_this",
    "end_cancelled",
    "end_paused",
    "enqueue",
    "enqueue_many",
    "fail",
    "finish",
    "give_back",
    "hasten",
    "is_silent",
    "lease",
    "pause_all",
    "postpone",
    "progress",
    "resume_all",
    "retry",
    "sweep",
    "worker_name",
]
