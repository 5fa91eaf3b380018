"""What goes wrong with the store of the pictures as a whole, and passes once it is back or set right."""


class MediaStoreError(OSError):
    """The store is away, or refuses us; the message is a sentence with the remedy. Nothing is wrong with a picture."""
