"""Whether it may be done now. `check_can_<verb>` raises `Refused` with one sentence a person can act on; what was
handed in and cannot be used is `BadInput`. The same sentence stands on the disabled button."""
