"""What can go wrong between what a document says and the file that carries it."""


class DocumentError(ValueError):
    """A document cannot be made; the message names the document, where it goes wrong and what to do."""

    def __init__(self, thing: str, place: str, remedy: str) -> None:
        super().__init__(f"{thing}: {place}; {remedy}")
        self.thing = thing
        self.place = place
        self.remedy = remedy
