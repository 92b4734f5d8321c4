"""The page on community digital technology teams."""
