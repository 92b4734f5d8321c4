"""What provinces and ministries send in: files read as they are, judged as a whole, kept with their date."""
