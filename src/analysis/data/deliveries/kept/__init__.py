"""What was accepted, withdrawn and decided, kept with its days; and what becomes of the figures."""
