"""What goes wrong when the workbook is made."""


class WorkbookError(ValueError):
    """A sheet that programs could not open, or results that may not be handed out."""
