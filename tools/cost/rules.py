"""Rules of thumb by runtime: the constants behind a first estimate.

A forward pass takes 2 floating-point operations a parameter and token (Kaplan et al. 2020, arXiv
2001.08361, section 2.1). The other constants were set by `benchmarks/estimates.py` on one loaded
two-core server, to within a factor of two of the small models of the catalogue; it prints how far
they are off here.
"""

from dataclasses import dataclass

from tools.domain import Runtime


@dataclass(frozen=True)
class Rule:
    """How a runtime's time and memory follow from a model's parameters and its input."""

    method: str
    load_s: float
    base_bytes: float
    copies: float
    flop_per_parameter: float = 0.0
    flop_share: float = 0.0
    lookups_per_token: float = 0.0
    overhead_s: float = 0.0
    pixel_s: float = 0.0
    per_token: bool = True


RULES: dict[Runtime, Rule] = {
    "transformers": Rule(
        method="2 FLOP a parameter and token, at this machine's speed",
        load_s=8.0,
        base_bytes=4e8,
        copies=1.5,
        flop_per_parameter=2.0,
        overhead_s=2e-3,
    ),
    "transformers-vision": Rule(
        method="400 FLOP a parameter, at this machine's speed",
        load_s=2.5,
        base_bytes=4.5e8,
        copies=2.0,
        # Each weight meets every patch of 16 x 16, or position: about 200 of them.
        flop_per_parameter=400.0,
        overhead_s=4e-4,
        # Decoding a photo, scaling it and normalising what is seen, seen with 8 x 8 to 1600 x 1200
        # pixels scaled to 32, 224 and 384 a side: within a factor of 1.5.
        pixel_s=3e-8,
        per_token=False,
    ),
    "onnx": Rule(
        method="1.1 FLOP a parameter and token, at this machine's speed",
        load_s=1.5,
        base_bytes=1.5e8,
        copies=1.2,
        # Half of a small encoder's parameters are word vectors, which cost nothing but a look-up;
        # torch loses as much again to overheads, so its rule keeps the 2.
        flop_per_parameter=1.1,
        overhead_s=5e-4,
    ),
    "static": Rule(
        method="one table look-up a token, at this machine's speed",
        load_s=1.0,
        base_bytes=7e7,
        copies=1.5,
        lookups_per_token=1.0,
        overhead_s=1.2e-4,
    ),
    "tfidf": Rule(
        method="a sparse product: an assumed constant",
        load_s=2.0,
        base_bytes=2.2e8,
        copies=1.0,
        overhead_s=8e-4,
        per_token=False,
    ),
    "pixels": Rule(
        method="one small product: an assumed constant",
        load_s=1.0,
        base_bytes=7e7,
        copies=1.0,
        overhead_s=1.2e-5,
        # 2 ms for a JPEG of 500 x 375; nothing to speak of where pictures are tiny.
        pixel_s=1e-8,
        per_token=False,
    ),
    "cnn": Rule(
        method="its own FLOP, at this machine's speed",
        load_s=4.0,
        base_bytes=3e8,
        copies=1.5,
        flop_share=2.0,
        overhead_s=4.5e-4,
        per_token=False,
    ),
    "efficientnet": Rule(
        method="its own FLOP, at this machine's speed, and decoding a photo",
        load_s=4.0,
        base_bytes=3e8,
        copies=1.5,
        flop_share=2.0,
        overhead_s=4e-3,
        per_token=False,
    ),
}
