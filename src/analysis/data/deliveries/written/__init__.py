"""What officials write into cells and headings: numbers, days, units, words."""
