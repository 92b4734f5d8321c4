"""Whether places reached a published target, and how likely they are to reach it by its date."""
