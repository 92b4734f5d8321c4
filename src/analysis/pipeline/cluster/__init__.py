"""The same runs on several machines: a scheduler hands them out, every worker forks a warm parent of its own.

``README.md`` beside this file says how to set up a cluster. The modules, in the order in which work passes
them: ``place`` and ``connection`` (where), ``executor`` (what goes there and what stays), ``scheduler`` (what
is sent and what comes back), ``admission`` and ``identity`` (who may help), ``inputs`` (what they are sent),
``orders`` (one piece of work), ``worker``, ``away`` and ``cold`` (what happens there), ``beside`` (on this
machine).
"""
