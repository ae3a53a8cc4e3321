"""Personas: names and rules for segments, and why one customer is in hers."""
