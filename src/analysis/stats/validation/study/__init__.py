"""Monte Carlo: methods tried in worlds whose truth is known."""
