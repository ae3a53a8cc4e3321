"""Journeys: transitions, times to the next purchase, paths, funnels and comparisons.

A *journey* is the events of one customer, or of one session, in order of time; events of the
same instant keep the order of the source. Its *tokens* are the kinds of event, or the
categories or items the events are about.
"""
