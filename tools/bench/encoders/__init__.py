"""How each runtime turns an input into features or an answer."""
