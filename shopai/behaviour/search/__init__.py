"""Search terms: top, rising and failing queries, where they lead, their topics."""
