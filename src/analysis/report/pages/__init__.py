"""What each page of the site shows, in a room of its own: exhibits, findings and the words between them."""
