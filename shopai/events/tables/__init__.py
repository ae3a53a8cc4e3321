"""Tables: checked, typed tables made of a raw table, and the report of what became of every row."""
