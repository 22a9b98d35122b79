"""`make run`: everything the program needs, started, watched and stopped together on one machine."""
