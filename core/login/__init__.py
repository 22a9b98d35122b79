"""The door: who comes in, how long they stay, and the passwords they may choose."""
