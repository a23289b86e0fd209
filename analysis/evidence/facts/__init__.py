"""One file a fact, `sf<number>_<name>.py`, each with its `FACT`.

The other modules here are what facts share; a change in one makes the facts that use it run again.
"""
