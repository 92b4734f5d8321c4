"""The workbook that provinces and ministries fill in."""
