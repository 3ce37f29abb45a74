"""Conversions between the SI units that values carry and the units that people say.

A decimal prefix is a power of ten (1 MB = 10^6 bytes) and a binary one a power of two
(1 MiB = 2^20 bytes): IEC 80000-13.
"""

J_PER_WH = 3_600.0
J_PER_KWH = 3_600_000.0
S_PER_DAY = 86_400.0
BYTES_PER_GIB = 2**30


def wh(energy_j: float) -> float:
    """Return an energy in watt-hours."""
    return energy_j / J_PER_WH


def kwh(energy_j: float) -> float:
    """Return an energy in kilowatt-hours."""
    return energy_j / J_PER_KWH


def gib(memory_bytes: float) -> float:
    """Return an amount of memory in GiB."""
    return memory_bytes / BYTES_PER_GIB
