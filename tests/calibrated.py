"""A machine that does 2e10 floating-point operations and 1e7 look-ups a second, and calls in 10 us.

Every product runs at that pace whatever its shape, and so does every element at 1e9 a second.
"""

from tools.domain import Calibration, Rate

FLOP_PER_S, LOOKUPS_PER_S, CALL_S = 2e10, 1e7, 1e-5

CALIBRATION = Calibration(
    rates=(
        Rate(kind="product", shape=(1, 10, 10, 10), s=2_000 / FLOP_PER_S),
        Rate(kind="cached", shape=(1, 10, 10, 10), s=2_000 / FLOP_PER_S),
        Rate(kind="product", shape=(10, 10, 10, 10), s=20_000 / FLOP_PER_S),
        Rate(kind="attention", shape=(1, 10, 10, 10, 10), s=4_000 / FLOP_PER_S),
        Rate(kind="convolution", shape=(1, 1, 1, 10, 100, 1), s=2_000 / FLOP_PER_S),
        Rate(kind="mul", shape=(1_000,), s=1e-6),
        Rate(kind="lookup", shape=(10,), s=10 / LOOKUPS_PER_S),
        Rate(kind="view", s=CALL_S),
        Rate(kind="module", s=3 * CALL_S),
    )
)
