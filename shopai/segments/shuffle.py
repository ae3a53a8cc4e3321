"""A random order of customers that the order of rows has no part in."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shopai.arrays import Hashes


def shuffled(users: pd.Index, seed: int) -> Hashes:
    """(n,) a number for each customer, as good as random, always the same for an id and a seed."""
    # the finaliser of splitmix64, by Sebastiano Vigna: every bit of the seed moves half the bits
    mixed: Hashes = pd.util.hash_array(users.to_numpy(), categorize=False)
    mixed = mixed ^ np.random.default_rng(seed).integers(2**64, dtype=np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed
