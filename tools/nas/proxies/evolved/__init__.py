"""Zero-cost proxies that are evolved: formulas over statistics of an untrained network's layers.

Inspired by GreenMachine (arXiv 2411.15290), of which we know the abstract only. The grammar, the
statistics and the evolution are ours.
"""
