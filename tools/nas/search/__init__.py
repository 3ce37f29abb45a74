"""Looks for a network within hard limits, and pays for what it finds out."""
