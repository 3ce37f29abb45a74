"""Design of a network: what the terminal and the chat ask of tools.nas."""
