"""The pages of the units in force."""
