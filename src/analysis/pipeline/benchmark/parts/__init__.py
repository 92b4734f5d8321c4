"""The parts of the benchmark, one a file: who takes turns at what, and what is told of it."""
