"""Measures how quickly this machine does the operations that models are made of."""
