"""Takes a person's wishes about the policy to the team store: propose, approve, decline, take back, lend, end."""

from __future__ import annotations

from app.decisions import Done
from app.domain.person import Person
from app.domain.policy_page import Approve, Decline, EndLoan, Lend, PolicyWish, Propose, Withdraw
from app.domain.ruling import Delegation
from app.store.team import Team
from app.sync.rounds import Rounds


class Ruling:
    """Called on the team's lane."""

    def __init__(self, me: Person, team: Team, rounds: Rounds) -> None:
        self._me, self._team, self._rounds = me, team, rounds

    def carry_out(self, wish: PolicyWish) -> Done:
        """Refused: no right, or a field is wrong (``about``). Conflict: another version is in force by now. StoreTrouble: nothing is
        known to have been done; the same wish may be told again."""
        done = Done(self._do(wish))
        self._rounds.nudge_team()
        return done

    def _do(self, wish: PolicyWish) -> str:
        me, team = self._me.id, self._team
        match wish:
            case Propose():
                team.propose_policy(wish.id, wish.body, wish.based_on, me, wish.reason)
                return "Proposed; without effect until another person approves it"
            case Approve():
                version = team.approve_policy(wish.id, me, wish.sha256)
                return f"Version {version} is in force" if version is not None else "Approved by you; it waits for one more"
            case Decline():
                team.decline_policy(wish.id, me, wish.words)
                return "Declined; its author sees why"
            case Withdraw():
                team.withdraw_policy(wish.id, me)
                return "Taken back"
            case Lend():
                team.delegate(Delegation(wish.id, me, wish.delegate, wish.since, wish.until, wish.reason))
                return "Lent; it ends by itself"
            case EndLoan():
                team.end_delegation(wish.id, me)
                return "Ended"
