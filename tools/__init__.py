"""The workshop: plain typed functions over plain values, true without a chat."""
