"""Sources: the bytes of a file, in whatever format and encoding, as a raw table."""
