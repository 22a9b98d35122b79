"""Every write of this room: keyword-only, `by` the acting user, one event in the same transaction."""
