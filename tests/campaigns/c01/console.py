"""One console in the simulation: a durable outbox, volatile lives, and the product's protocol between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.domain.case import DecisionState
from app.domain.letter import TERMINAL, Guard, Letter, LetterState, Receipt, canonical
from app.domain.person import Person
from app.store.team.answers import CaseNow, Half
from app.sync import hands
from app.sync import life as say
from app.sync.adopt import falls_to, letter_for
from app.sync.life import Event, LetterLife, Persist, Phase, Send, Sleep
from tests.campaigns.c01.backend import UNDO
from tests.campaigns.c01.clerk import Clerk, Steps, plan
from tests.campaigns.c01.team import LIVE, moment

if TYPE_CHECKING:
    from tests.campaigns.c01.world import World

LEASE = timedelta(seconds=20)


class ConsoleSim:
    def __init__(self, world: World, number: int, person: Person) -> None:
        self.world, self.number, self.person = world, number, person
        self.protocol = world.variant.protocol()
        self.outbox: dict[str, Letter] = {}  # survives kills
        self.lives: dict[str, LetterLife] = {}  # does not
        self.history: dict[str, list[tuple[LetterState, int]]] = {}
        self.epoch, self.running = 0, False
        self.wakes: dict[str, int] = {}
        self.asleep_until = 0.0
        self.boot = world.random.uniform(0, 1e6)  # the boot clock has its own zero
        self.skew = timedelta(seconds=world.random.uniform(-300, 300))  # and the wall clock its own error
        self.forged: dict[str, tuple[str, str]] = {}
        self.clerk = Clerk(self)

    # ---- the machine ----

    def start(self) -> None:
        if self.running:
            return
        self.running = True
        self.epoch += 1
        for id_, letter in self.outbox.items():
            if letter.state is LetterState.SENDING:
                self.outbox[id_] = replace(letter, state=LetterState.UNKNOWN)
        for id_, letter in list(self.outbox.items()):
            if letter.state not in TERMINAL:
                self.feed(id_, say.Woke(**self.moment()))
        self._drive(self.clerk.decide(), None)
        self._drive(self.carry_on(), None)

    def kill(self) -> None:
        if self.running:
            self.running = False
            self.epoch += 1
            self.lives.clear()
            self.wakes.clear()
            self.world.at(self.world.now + self.world.random.uniform(0.1, 90), self.start)

    def suspend(self, seconds: float) -> None:
        self.asleep_until = max(self.asleep_until, self.world.now + seconds)

    def heal(self) -> None:
        """Awake; and a copy that was forged is put right, which takes a restart. Nothing else: what stopped must go on by itself."""
        self.asleep_until = 0.0
        for id_, original in self.forged.items():
            self.outbox[id_] = replace(self.outbox[id_], payload=original[0], sha256=original[1])
        if self.forged and self.running:
            self.kill()

    def elapsed(self) -> float:
        return self.boot + self.world.now

    def moment(self) -> dict[str, float]:
        return {"now": self.elapsed(), "chance": self.world.random.random()}

    def later(self, seconds: float, what: Callable[[], None]) -> None:
        self.world.at(self.world.now + seconds, self._alive(what))

    def _alive(self, what: Callable[[], None]) -> Callable[[], None]:
        """What this process began: nothing comes of it after a kill, and nothing while the machine is suspended."""
        epoch, world = self.epoch, self.world

        def run() -> None:
            if self.epoch != epoch:
                return
            if world.now < self.asleep_until:
                world.at(self.asleep_until, run)
                return
            what()

        return run

    def _call(self, server: str, serve: Callable[[], Any], answer: Callable[[str, Any], None], *, dup: bool = False) -> None:
        """A question; the process that asked hears the answer, and nobody else."""
        heard: list[tuple[str, Any]] = []
        deliver = self._alive(lambda: answer(*heard[0]))

        def arrived(kind: str, value: Any) -> None:
            heard.append((kind, value))
            deliver()

        self.world.call(server, serve, arrived, dup=dup)

    # ---- letters: the same loop as app.sync.deliver, with answers that take time ----

    def feed(self, id_: str, event: Event) -> None:
        life = self.lives.get(id_) or self.protocol.begin(
            self.outbox[id_], self._guard(self.outbox[id_]), event.now, self.world.bounds
        )
        before = life.phase
        life, actions = self.protocol.step(life, event)
        self.world.trace.append((self.world.now, self.number, id_, before.value, type(event).__name__, life.phase.value))
        for action in actions:
            match action:
                case Persist():
                    self._persist(id_, action)
                case say.Unclaim(fence=fence):
                    self._quietly(lambda t, x, f=fence: t.unclaim(x.case_id, self.person.id, f), id_)
                case say.MarkUnknown(fence=fence):
                    self._quietly(
                        lambda t, x, f=fence: t.mark(x.decision_id, f, DecisionState.UNKNOWN, self.person.id, x.number), id_
                    )
        self.lives[id_] = life
        self.wakes[id_] = self.wakes.get(id_, 0) + 1
        if life.phase is Phase.DONE:
            return
        last = actions[-1]
        if isinstance(last, Sleep):
            token = self.wakes[id_]
            self.later(last.seconds, lambda: self.feed(id_, say.Woke(**self.moment())) if self.wakes.get(id_) == token else None)
        elif isinstance(last, Send):
            self._send(id_, last)
        else:
            self._ask(id_, last)

    def _guard(self, letter: Letter) -> Guard:
        return self.world.remotes[letter.source].guards[letter.case_id]

    def _persist(self, id_: str, action: Persist) -> None:
        letter = self.outbox[id_]
        self.history.setdefault(id_, []).append((action.state, action.attempt))
        if letter.state not in TERMINAL:
            self.outbox[id_] = replace(
                letter, state=action.state, attempt=action.attempt, fence=action.fence, receipt=action.words
            )

    def _quietly(self, do: Callable[[Any, Letter], Any], id_: str) -> None:
        self._call("team", lambda: do(self.world.team, self.outbox[id_]), lambda kind, value: None)

    def _send(self, id_: str, action: Send) -> None:
        """The machine may be suspended between the stored 'sending' and the socket; the clock is looked at last."""
        pick = self.world.random
        if self.world.faulty and pick.random() < 0.04:
            self.suspend(pick.uniform(1, 120))
        self.later(pick.uniform(0.001, 0.02), lambda: self._write(id_, action))

    def _write(self, id_: str, action: Send) -> None:
        letter = self.outbox[id_]
        if self.elapsed() >= action.before:
            self.feed(id_, say.Overdue(**self.moment()))
            return
        world = self.world
        if letter.case_id in world.backend.poison:
            self.later(0.1, lambda: self.feed(id_, self.sent("500", None)))
            return
        world.sends.append((world.now, self.number, letter.id, self.person.id))
        remote = world.remotes[letter.source]
        # A network that delivers twice hurts where neither a key nor a revision is looked at.
        dup = self._guard(letter) is Guard.KEY or (self._guard(letter) is Guard.COND and letter.deed != UNDO)
        self._call(
            letter.source, lambda: remote.do(letter, self.person.id), lambda k, v: self.feed(id_, self.sent(k, v)), dup=dup
        )

    def sent(self, kind: str, reply: Any) -> Event:
        """What came back of a send, as the connector's contract says it."""
        when = self.moment()
        if kind == "refused":
            return say.NotSent("nobody listens", **when)
        if kind != "ok":
            return say.Unclear(kind, **when)
        if reply.kind == "applied":
            return say.Done(Receipt(reply.words, str(reply.rev), ()), **when)
        return say.Rebuffed(reply.words, reply.kind == "clash", **when)

    def _ask(self, id_: str, action: say.Action) -> None:
        letter = self.outbox[id_]
        if isinstance(action, say.Verify):
            serve: Callable[[], Any] = lambda: (self.world.remotes[letter.source].find(letter), self.world.random.random())  # noqa: E731
            self._call(letter.source, serve, lambda kind, value: self.feed(id_, self._verified(kind, value)))
            return
        if isinstance(action, say.Claim) and self.world.faulty and self.world.random.random() < self.world.variant.sleepy:
            self.suspend(self.world.random.uniform(20, 60))
        heard = lambda kind, value: self.feed(id_, self._said(action, letter, kind, value))  # noqa: E731
        self.later(0.0, lambda: self._call("team", lambda: self.team_does(action, letter), heard))

    def _verified(self, kind: str, value: Any) -> Event:
        when = self.moment()
        if kind != "ok":
            return say.Failed(kind, **when)
        found, luck = value
        if self.world.faulty and luck < 0.03:
            return say.Doubtful("half an answer", **when)
        return say.Found(Receipt("found", None, ()), **when) if found else say.Missing("no trace", **when)

    def team_does(self, action: say.Action, letter: Letter) -> Any:
        """The same calls as app.sync.hands makes."""
        team, me = self.world.team, self.person.id
        match action:
            case say.AskGate(fence=fence):
                return team.gate(hands.gate_ask(letter, fence))
            case say.Look():
                return team.case_now(letter.case_id, letter.decision_id)
            case say.Claim():
                return team.claim(letter.case_id, me, LEASE)
            case say.Renew(fence=fence):
                return team.renew(letter.case_id, me, fence, LEASE)
            case say.Park(fence=fence):
                return team.mark(letter.decision_id, fence, DecisionState.PARKED, me, letter.number)
            case say.Finish(how=how, fence=fence):
                return team.finish(letter.decision_id, how, fence=fence, by=me, number=letter.number)
        raise AssertionError(action)

    def _said(self, action: say.Action, letter: Letter, kind: str, value: Any) -> Event:
        when = self.moment()
        if kind != "ok":
            return say.Failed(kind, **when)
        match action:
            case say.AskGate():
                return hands.gate_event(value, **when)
            case say.Look(fence=fence):
                return hands.stands(value, letter, fence, **when)
            case say.Claim():
                return say.Held(**when) if value is None else say.Claimed(value.fence, **when)
            case say.Renew():
                return say.Kept(**when) if value else say.Held(**when)
        return say.Recorded(bool(value), value.words if isinstance(value, Half) else "", **when)

    def carry_on(self) -> Steps:
        """What the console does after every look at the team: the next step of a decision, and what falls to this person else."""
        while True:
            yield ("sleep", self.world.random.uniform(2, 6))
            for case in self.world.orders:
                if self._to_look_at(case):
                    standing = yield ("call", "team", lambda c=case: self.world.team.case_now(c))
                    if standing is not None and standing.live is not None:
                        self._take_up(standing)

    def _to_look_at(self, case: str) -> bool:
        """What the mirror shows: a decision under way, at a step that has no letter here."""
        return any(d.state in LIVE and self.id_of(d) not in self.outbox for d in self.world.team.of_case[case])

    def _take_up(self, standing: CaseNow) -> None:
        live = standing.live
        assert live is not None
        begun = any(f"{live.id}/{number}" in self.outbox for number, *_ in live.ends)
        if falls_to(self.person.id, standing, begun=begun):
            self.adopt(live, standing)

    @staticmethod
    def id_of(decision: Any) -> str:
        return f"{decision.id}/{decision.step}"

    # ---- what is done step by step ----

    def _drive(self, steps: Steps, value: Any) -> None:
        try:
            wish = steps.send(value)
        except StopIteration:
            return
        if wish[0] == "sleep":
            self.later(wish[1], lambda: self._drive(steps, None))
        else:
            self._call(wish[1], wish[2], lambda kind, got: self._drive(steps, got if kind == "ok" else None))

    def adopt(self, live: Any, standing: CaseNow) -> None:
        """A letter of one's own for a decision that is there already: same id, same payload, one's own sign-in."""
        id_ = self.id_of(live)
        if id_ in self.outbox:
            return
        text, sha = self.adopted_payload(live)
        letter = letter_for(self.person.id, live, moment(self.world.now) + self.skew)
        self.outbox[id_] = replace(letter, payload=text, sha256=sha)
        self.feed(id_, say.Woke(**self.moment()))

    def adopted_payload(self, live: Any) -> tuple[str, str]:
        """Sometimes the copy is not what was agreed to (a bug, or a forger): the gate must notice."""
        if self.world.random.random() < 0.03 and self.world.faulty:
            deed, _slot, _minor = self.world.orders[live.case_id]
            self.forged[self.id_of(live)] = (live.payload, live.sha256)
            return canonical(plan(self.world, live.case_id, deed, 99_000, "0", "0").payload())
        return live.payload, live.sha256
