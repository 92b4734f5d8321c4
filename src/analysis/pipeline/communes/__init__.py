"""The briefs of communes: thousands of runs of small notebooks, in batches, outside the report.

``briefs`` names the runs and says which are stale, ``batches`` executes some of them in one process,
``estimate`` tells from a sample what all of them take, ``carry_out`` is what the verb does.
"""
