"""Tactics: what may make a model cheaper to run, and has to show it on this machine."""
