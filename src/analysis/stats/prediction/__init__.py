"""Prediction of places that the model has not seen: against baselines first, and never as an explanation."""
