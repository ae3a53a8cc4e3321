"""Files and databases in, one checked event table out."""
