"""Why a file cannot be taken in at all."""

from analysis.data.deliveries.remarks import Remark

REASONS = ("damaged", "cut_off", "too_large", "document", "other_workbook", "unknown_kind", "ragged")
"""What ``reason`` of an ``unreadable_file`` can be.

``damaged``: broken or incomplete bytes; ``cut_off``: a last line that stops in its middle; ``too_large``:
more than is read; ``document``: a text document, picture or web archive; ``other_workbook``: of a kind whose
errors and formats cannot be told (``xlsb``, before Excel 97), to be saved as ``xlsx``; ``unknown_kind``: no
kind of file known here; ``ragged``: a line of figures that has more fields than the headings above it, so
that a comma within a number was taken for a separator.
"""


class UnreadableFile(ValueError):
    """A file that cannot be read, with the remark that says why.

    Parameters
    ----------
    remark : Remark
        Of kind ``unreadable_file``, ``locked_file``, ``empty_file`` or ``undecodable_text``.
    """

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.kind, dict(remark.values))
        self.remark = remark


def unreadable(reason: str, *, row: int | None = None, written: str | None = None) -> UnreadableFile:
    """Return the error for one of the :data:`REASONS`, at a line of the file where there is one."""
    return UnreadableFile(Remark("unreadable_file", row=row, written=written, values={"reason": reason}))
