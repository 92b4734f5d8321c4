"""The same runs on several machines: a scheduler hands them out, every worker forks a warm parent of its own.

``README.md`` beside this file says how to set up a cluster. The modules, in the order in which work passes
them: ``executor`` (what goes to the cluster and what stays), ``scheduler`` (the connection), ``admission``
and ``identity`` (who may help), ``inputs`` (what they are sent), ``orders`` (one piece of work, and what
comes back), ``worker``, ``away`` and ``cold`` (what happens there).
"""
