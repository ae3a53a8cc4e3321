"""Neighbours, the family of recommenders, the shop's rules and the reasons."""
