"""How people behave: the shop's key figures over time."""
