"""How alike two labels are. The one door to rapidfuzz."""

from rapidfuzz import fuzz


def similarity(a: str, b: str) -> float:
    """Likeness of two normal forms in 0..1 (indel ratio; 1 is equal)."""
    if a == b:
        return 1.0
    return fuzz.ratio(a, b) / 100.0
