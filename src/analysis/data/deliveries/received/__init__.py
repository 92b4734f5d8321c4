"""Files as they were received: workbooks of any age, text in any encoding, web pages."""
