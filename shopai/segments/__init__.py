"""K-means segments of customers."""
