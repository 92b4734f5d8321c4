"""What an estimate must withstand: other errors, samples and models, and what was not measured."""
