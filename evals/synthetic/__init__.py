"""Invented budget disclosures with exact gold, made from a seed."""

from evals.synthetic.make import make_disclosure
from evals.synthetic.model import Disclosure, Options

__all__ = ["Disclosure", "Options", "make_disclosure"]
