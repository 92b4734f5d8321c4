"""What readers see: language, tables, figures, results, the site."""
