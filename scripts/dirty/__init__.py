"""Dirty corpora made from clean articles, with the truth about them: what bench_dirty.py asks."""
