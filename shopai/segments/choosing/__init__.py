"""The number of segments: criteria, resamples and a verdict."""
