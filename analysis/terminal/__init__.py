"""What the command line shows, as tables and text: made here, printed by run.py alone."""
