"""What keeps results up to date: files taken in, refreshes, the lock, the log, who is told, what watches."""
