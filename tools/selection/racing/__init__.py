"""Races over a pool of labelled examples: who answers what next, and when the goal is decided."""
