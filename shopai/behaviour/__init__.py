"""Analyses of customers' behaviour."""
