"""What the state allows, and the pure rules behind it: periods, suspensions, records."""
