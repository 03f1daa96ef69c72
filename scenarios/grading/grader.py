"""The grader: the code of this folder with one set of weights, and the version that names both."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property

from .combine import gather, judge
from .grades import Grade
from .item import ACTIONS, Item
from .model import Model, shipped
from .verdict import verdict
from .version import VERSION


@dataclass(frozen=True)
class Grader:
    """`model` are the weights, by default those that are shipped; refitted ones give the version a second part."""

    model: Model = field(default_factory=shipped)

    @cached_property
    def version(self) -> str:
        if self.model is shipped():
            return VERSION
        weights = json.dumps(self.model.to_json(), sort_keys=True)
        return f"{VERSION}+{hashlib.sha256(weights.encode()).hexdigest()[:8]}"

    def grade(self, item: Item, reply: str, action: str = "reply") -> Grade:
        if action not in ACTIONS:
            raise ValueError(f"'{action}' carries no graded text; use one of {', '.join(ACTIONS)}")
        evidence = gather(item, reply, action)
        return verdict(item, evidence, judge(evidence, self.model), self.version)
