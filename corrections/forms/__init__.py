"""The shape of input, one file per noun."""
