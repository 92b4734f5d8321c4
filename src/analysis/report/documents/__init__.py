"""Documents that leave the house on their own: one content, typeset as PDF and as an editable Word copy."""
