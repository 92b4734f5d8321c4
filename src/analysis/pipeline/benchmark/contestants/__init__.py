"""What is measured, each a script of its own: it reads a plan, carries it out and says how long that took."""
