"""Reading: what a raw table says: the meaning of its columns, and how its cells are written."""
