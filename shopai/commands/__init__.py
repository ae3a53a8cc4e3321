"""The longer commands, and what all commands share."""
