"""The faces of gouji: what a person or another program touches.

A face reads arguments, calls `extraction` or `evals`, and prints what comes back. It decides
nothing about tables or sums. The command line is in `ui.cli`.
"""
