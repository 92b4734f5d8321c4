"""What every run would do first, done once: imported last by a warm parent, before it forks.

Only what no run can change and none records: the schema of notebooks, the list of provisioners, translated
texts, descriptions of the sources (kept with the state of their files, and read again when that has changed).
No table of figures is read here: what a run reads, it reads itself.
"""

from contextlib import suppress

import nbformat
from babel import localedata
from jupyter_client.provisioning import KernelProvisionerFactory

from analysis.data.errors import InputError
from analysis.data.indicators import indicators
from analysis.report import messages

nbformat.validate(nbformat.v4.new_notebook())
KernelProvisionerFactory.instance()
messages.vietnamese()
for code in ("vi", "en"):
    localedata.load(code)
with suppress(InputError):  # whoever checks the sources says what is wrong with them
    indicators()
