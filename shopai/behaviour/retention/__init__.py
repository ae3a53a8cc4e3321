"""Retention: cohorts, customer lifetime value and churn risk."""
