"""What every test stands on; set before anything imports Numba or Matplotlib."""

import os

from hypothesis import settings

# Pictures are drawn to files, never to a screen.
os.environ.setdefault("MPLBACKEND", "Agg")
# Tests compare one thread with two, on a machine of any size: Numba fixes the most at its import.
os.environ.setdefault("NUMBA_NUM_THREADS", str(max(2, os.cpu_count() or 1)))

# The first example of a property may wait for a compilation, so there is no deadline; the same
# examples every time, so that a failure is one for everybody. To look further:
# python -m pytest --hypothesis-profile explore
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, max_examples=2_000)
settings.load_profile("house")
