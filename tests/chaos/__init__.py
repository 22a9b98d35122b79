"""Whole chains under attack: a real worker, Redis and PostgreSQL killed, frozen, emptied; nights missed; clocks moved.

Each attack stands beside a control: the same attack on the usual way of doing it, which loses or doubles work. Short
forms run with every `make test`; `make chaos` runs the full lengths and prints what it measured (lengths.py).
"""
