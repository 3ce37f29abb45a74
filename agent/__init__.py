"""The worker: strings the workshop together and talks about it."""
