"""What changed from one record to the next: figures, results, places, and what stands behind it."""
