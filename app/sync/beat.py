"""The one clockwork: recurring work, each on its lane, started when due or nudged, never twice at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

from app.lanes.clock import Clock
from app.lanes.lane import Lane


class Activity:
    """Work that says itself, in seconds, when it wants to run again. Expected trouble is its own to handle; an exception is a bug."""

    def __init__(self, name: str, lane: Lane, work: Callable[[], float]) -> None:
        self.name = name
        self.lane = lane
        self.work = work
        self.due = 0.0
        self.running = False
        self.nudged = False


class Clockwork:
    """Drives activities from one thread. It cannot fall asleep for good: every run ends with a next time, a nudge makes it now."""

    def __init__(self, clock: Clock, on_bug: Callable[[BaseException], None]) -> None:
        self._clock = clock
        self._on_bug = on_bug
        self._activities: dict[str, Activity] = {}
        self._changed = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="clearline-clockwork")

    def add(self, activity: Activity) -> None:
        with self._changed:
            self._activities[activity.name] = activity
            self._changed.notify()

    def start(self) -> None:
        self._thread.start()

    def nudge(self, *names: str) -> None:
        """Run these now, or once more right after the run that is under way."""
        with self._changed:
            for name in names:
                activity = self._activities.get(name)
                if activity is not None:
                    activity.nudged = True
                    activity.due = 0.0
            self._changed.notify()

    def next_in(self, name: str) -> float | None:
        """Seconds until the activity runs again; 0 while it runs, None if there is none of that name."""
        with self._changed:
            activity = self._activities.get(name)
            if activity is None:
                return None
            return 0.0 if activity.running else max(0.0, activity.due - self._clock.elapsed())

    def stop(self) -> None:
        """No new runs; what runs is left to its lane."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        with self._changed:
            while not self._stopping:
                now = self._clock.elapsed()
                waiting = [a for a in self._activities.values() if not a.running]
                for activity in waiting:
                    if activity.due <= now:
                        self._launch(activity)
                times = [a.due - now for a in waiting if not a.running]
                self._changed.wait(max(0.0, min(times)) if times else None)

    def _launch(self, activity: Activity) -> None:
        activity.running, activity.nudged = True, False
        activity.lane.submit(activity.work).add_done_callback(lambda done: self._ended(activity, done))

    def _ended(self, activity: Activity, done: Future[float]) -> None:
        bug = None if done.cancelled() else done.exception()
        delay = 60.0 if done.cancelled() or bug is not None else done.result()
        with self._changed:
            activity.running = False
            activity.due = 0.0 if activity.nudged else self._clock.elapsed() + delay
            self._changed.notify()
        if bug is not None:
            self._on_bug(bug)
