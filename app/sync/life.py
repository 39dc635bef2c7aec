"""The words of the delivery protocol: what is known of a letter, what can happen to it, what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.case import DecisionState
from app.domain.letter import Guard, LetterState, Receipt


class Phase(StrEnum):
    """What the letter is doing. Finer than its stored state; lost with the process and rebuilt from it (``protocol.begin``)."""

    READY = "ready"  # may ask the gate
    GATING = "gating"  # the gate was asked
    APPROVAL = "approval"  # the gate wants other people's agreement first
    SENDING = "sending"  # a request may be on the wire
    SETTLING = "settling"  # waiting until no request can be on its way any more
    VERIFYING = "verifying"  # the remote is asked what happened
    FOLLOWING = "following"  # the fence is not ours: the team store is asked how the decision stands
    CLAIMING = "claiming"  # the case was free: asked for it
    ENDING = "ending"  # the outcome is known and being written to the team store
    PARKING = "parking"  # a person must decide: being written to the team store
    PARKED = "parked"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Times in seconds. ``life``: L of protocol.md 2.5, the longest a request can live on its way, deadlines included."""

    life: float = 120.0
    permit: float = 10.0  # the longest permit a gate gives
    renew: float = 15.0  # between renewals of the claim while waiting
    look: float = 15.0  # between looks at a decision that others carry
    first_retry: float = 1.0
    cap: float = 60.0
    poison: int = 8  # equal failures in a row before a person must decide


@dataclass(frozen=True, slots=True)
class LetterLife:
    """One letter on one console. All times are this console's boot clock, in seconds."""

    letter_id: str
    guard: Guard | None
    phase: Phase
    state: LetterState  # as stored in the outbox
    attempt: int
    fence: int
    claimed: int = 0  # a newer fence, not yet used: first look what happened under the older ones
    own: bool | None = None  # decided by this person, not adopted from a colleague; None: not looked up yet
    barred: bool = False  # adopted, but the gate says that this person may not
    sent: bool = False  # a request without an answer may have, or may still get, an effect
    loose_until: float = 0.0  # by then every such request is dead
    by_rev: bool = False  # it names the revision it is about: where another one stands, it can never take effect any more
    asked_at: float = 0.0  # when the last question was put, before it left
    permit_until: float = 0.0
    not_before: float = 0.0  # when a retry is due; earlier wake-ups wait
    tries: int = 0  # retries in a row, for the waiting time
    looks: int = 0  # questions to the team store since the last pause
    rebuffs: int = 0  # equal failures in a row, for the poison rule
    rebuff: str = ""
    outcome: DecisionState | None = None  # how it ends, as far as is known
    end_words: str = ""
    receipt: Receipt | None = None
    firm: bool = False  # the refusal holds even for requests still on their way (the revision that they name is gone for good)
    again: bool = False  # the person wants a parked letter tried again
    words: str = ""  # as stored in the outbox: the remote's words, or why it waits
    bounds: Bounds = field(default_factory=Bounds)


# ---- events: what can happen ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """``now``: boot clock, seconds. ``chance``: 0 to 1, the randomness of this moment (full jitter)."""

    now: float
    chance: float = 0.5


@dataclass(frozen=True, slots=True)
class Woke(Moment):
    """Time passed, or somebody nudged."""


@dataclass(frozen=True, slots=True)
class Retried(Moment):
    """The person wants it tried again now."""


@dataclass(frozen=True, slots=True)
class GivenUp(Moment):
    """The person wants it ended without effect (for BLIND: and has checked that there is none)."""


@dataclass(frozen=True, slots=True)
class Permitted(Moment):
    seconds: float  # how long the permit holds, counted by the team store


@dataclass(frozen=True, slots=True)
class Waits(Moment):
    words: str


@dataclass(frozen=True, slots=True)
class Closed(Moment):
    """The gate: this decision has ended already."""

    how: DecisionState
    words: str


@dataclass(frozen=True, slots=True)
class Taken(Moment):
    """The gate: another decision holds the slot or the case."""

    words: str


@dataclass(frozen=True, slots=True)
class Stale(Moment):
    """The gate: the fence is not current."""


@dataclass(frozen=True, slots=True)
class Denied(Moment):
    """The gate: policy forbids."""

    words: str


@dataclass(frozen=True, slots=True)
class Done(Moment):
    """The remote did it and said so."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Rebuffed(Moment):
    """The remote refused this request and proved that this request did nothing. ``clash``: because of a newer revision."""

    words: str
    clash: bool = False


@dataclass(frozen=True, slots=True)
class NotSent(Moment):
    """Nothing reached the remote's logic. ``wait``: what the remote asked for, in seconds."""

    words: str
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Overdue(Moment):
    """The permit ran out between the decision to send and the socket: nothing was sent."""


@dataclass(frozen=True, slots=True)
class Unclear(Moment):
    """Anything else than a well-formed answer to this letter."""

    words: str


@dataclass(frozen=True, slots=True)
class Found(Moment):
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Missing(Moment):
    why: str


@dataclass(frozen=True, slots=True)
class Doubtful(Moment):
    why: str


@dataclass(frozen=True, slots=True)
class Stands(Moment):
    """How the decision stands in the team store.

    mine: state of this letter's decision, None where the gate never took it down. taken: another decision is live.
    permit_left: seconds of the last permit given to anybody, negative when over, None when none was ever given.
    ours: the letter's fence is the case's. free: nobody holds a lease on the case. waiting: agreement is missing.
    may_carry: this person is one who may finish it (never the asker of what others must agree to). own: this person decided it.
    """

    mine: DecisionState | None
    words: str = ""
    taken: bool = False
    permit_left: float | None = None
    ours: bool = False
    free: bool = False
    waiting: bool = False
    may_carry: bool = True
    own: bool = True


@dataclass(frozen=True, slots=True)
class Claimed(Moment):
    fence: int


@dataclass(frozen=True, slots=True)
class Held(Moment):
    """The claim, or its renewal, was not given."""


@dataclass(frozen=True, slots=True)
class Kept(Moment):
    """The claim was renewed."""


@dataclass(frozen=True, slots=True)
class Recorded(Moment):
    """The team store took the end down; or did not (``ok`` False), because the fence is not ours or it ended otherwise.

    ``stays``: another step's effect stays, so it waits for a person instead, with these words.
    """

    ok: bool
    stays: str = ""


@dataclass(frozen=True, slots=True)
class Failed(Moment):
    """The question could not be put, or got no answer; asking again is harmless."""

    words: str
    wait: float = 0.0


Event = (
    Woke | Retried | GivenUp | Permitted | Waits | Closed | Taken | Stale | Denied | Done | Rebuffed | NotSent | Overdue | Unclear
    | Found | Missing | Doubtful | Stands | Claimed | Held | Kept | Recorded | Failed
)  # fmt: skip

# ---- actions: what is to be done, in order; the last one asks (and its answer is the next event) or sleeps --------------------


@dataclass(frozen=True, slots=True)
class Persist:
    """Write to the outbox before anything else happens; if the outbox says no, drop what follows and begin again from it."""

    state: LetterState
    attempt: int
    fence: int
    words: str
    rev: str | None = None  # the document's revision after the effect


@dataclass(frozen=True, slots=True)
class Unclaim:
    """Give the case back so that others can act; trouble here does not matter, the lease runs out."""

    fence: int


@dataclass(frozen=True, slots=True)
class MarkUnknown:
    """Tell colleagues that the outcome is being verified; trouble here does not matter."""

    fence: int


@dataclass(frozen=True, slots=True)
class AskGate:
    fence: int


@dataclass(frozen=True, slots=True)
class Look:
    """Answered by Stands."""

    fence: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Answered by Claimed or Held."""


@dataclass(frozen=True, slots=True)
class Renew:
    """Answered by Kept or Held."""

    fence: int


@dataclass(frozen=True, slots=True)
class Send:
    """One attempt on the wire, only while the boot clock is before ``before``; else Overdue."""

    before: float


@dataclass(frozen=True, slots=True)
class Verify:
    """Answered by Found, Missing, Doubtful."""


@dataclass(frozen=True, slots=True)
class Finish:
    """End the decision; ``fence`` None where the effect was seen, which anybody may record. Answered by Recorded."""

    how: DecisionState
    fence: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Park:
    """Answered by Recorded."""

    fence: int
    why: str


@dataclass(frozen=True, slots=True)
class Sleep:
    seconds: float


Ask = AskGate | Look | Claim | Renew | Send | Verify | Finish | Park
Action = Persist | Unclaim | MarkUnknown | Ask | Sleep
