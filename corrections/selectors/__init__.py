"""Reads across tables: rows of lists, search, teams, and how people are named to whom."""
