"""How many segments: criteria, resamples and a verdict."""
