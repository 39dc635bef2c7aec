"""The error tree: what the world or the person got wrong, each with a title and advice fit for the screen.

ClearlineError(title, advice, *, about=None)
├─ Refused            the person's request cannot be done; said beside the control; not logged as an error
├─ Trouble            the world's fault; expected; shown in the banner, counted, retried if ``may_retry``
│  ├─ Unreachable     no route, DNS, TLS, time-out before sending      backoff
│  ├─ OutcomeUnknown  anything unclear after sending                   verify, never resend blind
│  ├─ Throttled       429/503, ``retry_after``                         wait
│  ├─ NotAuthorized   401/403                                          stop that connector, ask to sign in
│  ├─ Conflict        stale version                                    pull again, show both
│  ├─ RefusedByRemote the remote's own words                           letter refused, case shows why
│  ├─ NeedsDecision   the remote asks first (Tryton warnings)          shown to the person, one by one
│  ├─ Malformed       payload breaks the mapping; path of the field    quarantine that record, keep the page
│  ├─ StoreTrouble    full, locked, corrupt, too new                   stop writing, say it once
│  └─ SecretsLocked   keyring absent or refused                        ask each session
└─ everything else is a bug: never caught on the way, reaches the excepthook.
"""


class ClearlineError(Exception):
    """Base of all expected errors.

    title:  what could not be done, one sentence without a full stop ("Could not release SO-1042").
    advice: what to do next, one or two plain sentences; may be empty.
    about:  what it concerns (a document number, an address), for logs and for grouping.
    """

    may_retry = False

    def __init__(self, title: str, advice: str = "", *, about: str | None = None) -> None:
        super().__init__(title)
        self.title = title
        self.advice = advice
        self.about = about

    @property
    def words(self) -> str:
        """Title and advice in one breath: "Could not read the file. It is empty." A server's own title may bring its full stop."""
        return f"{self.title.rstrip('.')}. {self.advice}".strip()


class Refused(ClearlineError):
    """The person's request cannot be done; the reason is said beside the control."""


class Trouble(ClearlineError):
    """The world's fault; expected."""


class Unreachable(Trouble):
    """Nothing reached the remote: no route, DNS, TLS, or a time-out before sending."""

    may_retry = True


class OutcomeUnknown(Trouble):
    """Something may have reached the remote; only a verification can tell."""


class Throttled(Trouble):
    """The remote asked to wait ``retry_after`` seconds."""

    may_retry = True

    def __init__(self, title: str, advice: str = "", *, about: str | None = None, retry_after: float = 5.0) -> None:
        super().__init__(title, advice, about=about)
        self.retry_after = retry_after


class NotAuthorized(Trouble):
    """The sign-in is missing, over or refused."""


class Conflict(Trouble):
    """The record changed since the revision that was on screen."""


class RefusedByRemote(Trouble):
    """The remote refused in its own words and proved that nothing was done."""


class NeedsDecision(Trouble):
    """The remote asks a question first. ``name`` identifies it, ``title`` is its text; nothing was done."""

    def __init__(self, title: str, advice: str = "", *, about: str | None = None, name: str = "") -> None:
        super().__init__(title, advice, about=about)
        self.name = name


class Malformed(Trouble):
    """A payload breaks the mapping at ``path``; the record goes to quarantine."""

    def __init__(self, title: str, advice: str = "", *, about: str | None = None, path: str = "") -> None:
        super().__init__(title, advice, about=about)
        self.path = path


class StoreTrouble(Trouble):
    """A local or team database is full, locked, corrupt or newer than this program."""


class SecretsLocked(Trouble):
    """No usable keyring; passwords are kept for this session only."""
