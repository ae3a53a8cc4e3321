"""Marketing analytics for shops: segments, similarity and recommendations from one file."""
