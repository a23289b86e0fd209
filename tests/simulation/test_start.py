"""What a process must do before its first step: read compiled rules, and compile none of them."""

import subprocess
import sys

COMPILED = """
import numba.core.event as event

compiled = []


class Listener(event.Listener):
    def on_start(self, happening):
        compiled.append(happening.data["dispatcher"].__name__)

    def on_end(self, happening):
        pass


with event.install_listener("numba:compile", Listener()):
    from simulation.market import LoyaltyMarket

    LoyaltyMarket("telecom_contract", {"market.customers": 50}, rng=1).advance_to(1)
print(*compiled)
"""


def compiled_in_a_fresh_process() -> str:
    command = [sys.executable, "-c", COMPILED]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_rule_that_is_called_from_python_is_not_compiled_by_every_process_anew():
    compiled_in_a_fresh_process()  # the first may find nothing kept yet
    assert compiled_in_a_fresh_process() == ""
