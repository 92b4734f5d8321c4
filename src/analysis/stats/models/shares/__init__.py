"""Models of shares and counts: logit, beta, generalised linear."""
