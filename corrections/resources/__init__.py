"""The shape of what comes in and goes out as sheets: columns, their spellings, and how one cell reads."""
