"""Plants a one-line bug into a copy of a rule's module."""

from __future__ import annotations

import inspect
from types import ModuleType


def planted(rule: ModuleType, old: str, new: str) -> ModuleType:
    source = inspect.getsource(rule)
    assert source.count(old) == 1, f"{source.count(old)} times in the rule: {old}"
    module = ModuleType("planted")
    module.__dict__["__name__"] = rule.__name__  # dataclasses look their module up
    exec(compile(source.replace(old, new), "planted", "exec"), module.__dict__)
    return module
