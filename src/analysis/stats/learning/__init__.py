"""What could be learned with which data: simulated countries, and the designs under which they are seen."""
