"""What every scenario gets: the servers, a folder for logs, and how large it is to be."""

from dataclasses import dataclass
from pathlib import Path

from tests.chaos.servers import Servers
from tests.chaos.workers import FAULTY, PLAIN, Workers
from tests.chaos.world import fresh_database


@dataclass
class Arena:
    """The servers and the folder of one run of the harness; `seed` decides everything random."""

    servers: Servers
    folder: Path
    seed: int
    scenes: int = 0

    def enter(self, *, faulty: bool = False, **environment: str) -> Workers:
        """A fresh database, and workers on it with short leases; settings are given as EIBENCH_… variables."""
        self.scenes += 1
        name = f"scene_{self.scenes}"
        surroundings = {
            "DATABASE_URL": fresh_database(self.servers, name),
            "REDIS_URL": self.servers.redis_url(),
            "EIBENCH_JOB_LEASE_SECONDS": "2",
            "EIBENCH_JOB_SWEEP_SECONDS": "0.5",
            "EIBENCH_JOB_RETRY_SECONDS": "0.2",
        }
        return Workers(self.folder / name, FAULTY if faulty else PLAIN, **(surroundings | environment))
