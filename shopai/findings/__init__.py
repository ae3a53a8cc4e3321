"""Findings: what a result says, as a sentence with its values.

A module for each analysis, named as its room. Every function takes a result and returns a
:class:`shopai.sentences.Sentence`, which reads as plain text or Markdown in the language of the
moment: pages, reports and the command line show it, tests read its values.
"""
