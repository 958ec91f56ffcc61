"""One tree of errors, split by who must act. Every message is one sentence with the cure."""


class GoujiError(Exception):
    """The root: a message for a person, never a traceback."""


class InputError(GoujiError):
    """The document can't be read as it is: whoever supplies it must act."""


class UnknownFormatError(InputError):
    """The file is of no format that is read."""


class EncodingError(InputError):
    """The bytes of a text file are in no encoding that is read."""


class EmptyInputError(InputError):
    """The file or folder holds nothing to read."""


class OversizeError(InputError):
    """The document is larger than the limits that protect the machine."""


class EncryptedError(InputError):
    """The document asks for a password, or is locked in a way that can't be opened."""


class CorruptError(InputError):
    """The document is damaged or cut off: what is left of it is not all of it."""


class UsageError(GoujiError):
    """The command, a setting or a schema file is wrong: whoever runs the command must act."""


class OutputError(GoujiError):
    """A result can't be written: whoever runs the machine must act."""


class VerificationError(GoujiError):
    """An export is not what it claims to be: whoever uses the figures must act."""


class DefectError(GoujiError):
    """A rule of ours broke: we must act. Never reported as a bad row."""


class EndpointError(GoujiError):
    """The model's endpoint refuses, is down or can't do what is needed: whoever runs it must act.

    ``lasting`` is set where asking the other pieces would meet the same.
    """

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        super().__init__(message)
        self.lasting = lasting


class AnswerError(GoujiError):
    """The model's answers to one piece can't be used, however often it was asked again.

    ``too_large`` is set where the piece, or its answer, is longer than the model can take.
    """

    def __init__(self, message: str, *, too_large: bool = False) -> None:
        super().__init__(message)
        self.too_large = too_large


class CostError(GoujiError):
    """The money that may be spent is spent: whoever sets the limit must act."""


class PendingError(GoujiError):
    """Answers to requests are outstanding: the batch file must be answered and read back."""


class ConflictError(GoujiError):
    """Someone else changed the document in between: whoever decides must look again."""


class ClaimedError(ConflictError):
    """Someone else holds the document: ``who``, and ``since`` when (UTC, ISO 8601)."""

    def __init__(self, message: str, *, who: str, since: str) -> None:
        super().__init__(message)
        self.who = who
        self.since = since


class BusyError(GoujiError):
    """The database is locked or can't be reached: try again, or see what holds it."""


class NotFoundError(UsageError):
    """There is no such thing, or it is another's: whoever asks must act."""


class NotReadyError(GoujiError):
    """It has no result, yet or at all; the message says which: whoever asks must act."""


class AccessError(GoujiError):
    """The key is missing, unknown or revoked: whoever calls the service must act."""


class ScopeError(AccessError):
    """The key is known and may not do this: a key with more rights is needed."""


class LimitError(GoujiError):
    """More was asked of the service than it takes now: come again after ``seconds``."""

    def __init__(self, message: str, *, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds
