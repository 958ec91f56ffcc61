"""Page images spoilt as scanners, faxes and phones spoil them; the truth is carried along."""

from evals.noise.conditions import CONDITIONS, Condition, find_condition, scan_page
from evals.noise.scan import Scan, carried, carry_box

__all__ = [
    "CONDITIONS",
    "Condition",
    "Scan",
    "carried",
    "carry_box",
    "find_condition",
    "scan_page",
]
