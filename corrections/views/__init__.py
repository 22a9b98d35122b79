"""HTTP to one service or one selector, one file per noun."""
