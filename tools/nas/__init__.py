"""A model that does not exist yet: spaces of networks, scores without training, predictors, search.

Inspired by GreenMachine (arXiv 2411.15290) and by LLM performance predictors with hybrid search
(arXiv 2310.16712); docs/nas.md says which parts are theirs and which are ours.
"""
