"""Recommenders: models, the shop's policy on what they offer, and files to keep them in."""
