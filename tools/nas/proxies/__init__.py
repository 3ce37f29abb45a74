"""Scores of a network that was never trained: published ones, and formulas that are evolved."""
