"""The hot loops, compiled: similarities of one line to all, and contributions of neighbours.

A *line* is what has neighbours: a user of `UserKNN`, an item of `ItemKNN`; a *feature* is what it
is compared by: an item or a user. Every kernel has a plain NumPy twin in the tests. All are free
of the interpreter lock and share no scratch memory, so any number of threads may call them.
"""
