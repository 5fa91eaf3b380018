"""How much memory is free where a model runs, and giving back what is no longer used."""

from __future__ import annotations

from pathlib import Path

import torch

MEMINFO = Path("/proc/meminfo")
GROUP = Path("/sys/fs/cgroup")
# What torch says on a CPU, where it has no class of its own for it (c10/core/impl/alloc_cpu.cpp).
CPU_SHORTAGE = "DefaultCPUAllocator: can't allocate memory"
UNKNOWN = 2 * 2**30  # bytes taken for free where the system does not tell


def free_bytes(device: torch.device) -> int:
    """Bytes that could be had on the device, those that the allocator holds without need included."""
    if device.type == "cuda":
        idle = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return torch.cuda.mem_get_info(device)[0] + idle
    return min(_available_on_host(), _left_in_group())


def is_shortage(error: Exception) -> bool:
    """Whether an error says that memory is short: torch's on a GPU, torch's on a CPU, or Python's own."""
    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or CPU_SHORTAGE in str(error)


def give_memory_back() -> None:
    """Let other processes have what the allocator holds without need."""
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _available_on_host() -> int:
    try:
        lines = MEMINFO.read_text(encoding="ascii").splitlines()
    except OSError:
        return UNKNOWN
    found = (line.split()[1] for line in lines if line.startswith("MemAvailable:"))
    return int(next(found, UNKNOWN // 1024)) * 1024


def _left_in_group() -> int:
    """What a container may still take; no limit where it has none."""
    try:
        most, taken = ((GROUP / name).read_text(encoding="ascii").strip() for name in ("memory.max", "memory.current"))
    except OSError:
        return 2**62
    return max(0, int(most) - int(taken)) if most.isdigit() else 2**62
