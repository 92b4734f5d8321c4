"""From an estimate and its checks to a grade on one fixed scale."""
