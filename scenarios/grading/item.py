"""The situation a reply is graded against: office, post, facts, mandate, exemplars."""

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Mapping

from .criteria import CRITERIA
from .normalise import plain
from .triage import slug

ACTIONS = ("reply", "message", "statement", "correct")


@dataclass(frozen=True)
class Said:
    """A post or a comment of its thread."""

    author: str
    text: str
    language: str = ""


@dataclass(frozen=True)
class Fact:
    text: str
    policy: bool = False


@dataclass(frozen=True)
class Referral:
    office: str
    channel: str


@dataclass(frozen=True)
class Mandate:
    can: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()
    refer: tuple[Referral, ...] = ()


@dataclass(frozen=True)
class Exemplars:
    meets: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Item:
    id: str
    office: str
    country: str
    kind: str
    post: Said
    thread: tuple[Said, ...] = ()
    facts: tuple[Fact, ...] = ()
    mandate: Mandate = Mandate()
    not_applicable: frozenset[str] = frozenset()
    exemplars: Mapping[str, Exemplars] = field(default_factory=lambda: MappingProxyType({}))
    actions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    rules: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    private: bool = False  # it came to the inbox, and whatever answers it stays there
    parties: tuple[str, ...] = ()  # words that stand for a party in this story, such as those for its symbol
    seen: tuple[str, ...] = ()  # exemplary texts that the writer was shown before: to copy one earns nothing

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Item":
        """Read one line of items.jsonl; a ValueError says what is wrong in the author's words."""
        data = _object(data, "an item")
        mandate = _object(data.get("mandate") or {}, "mandate")
        return cls(
            id=_text(data, "id"),
            office=_text(data, "office"),
            country=str(data.get("country", "")).upper(),
            kind=slug(str(data.get("kind", ""))),
            post=_said(data.get("post"), "post"),
            thread=tuple(_said(said, "thread") for said in _list(data.get("thread"), "thread")),
            facts=tuple(_fact(fact) for fact in _list(data.get("facts"), "facts")),
            mandate=Mandate(
                _texts(mandate.get("can"), "mandate.can"),
                _texts(mandate.get("cannot"), "mandate.cannot"),
                tuple(_referral(entry) for entry in _list(mandate.get("refer"), "mandate.refer")),
            ),
            not_applicable=frozenset(_criteria(data.get("not_applicable"), "not_applicable")),
            exemplars=_exemplars(data.get("exemplars")),
            actions=_frozen(data.get("actions"), "actions"),
            weights=_weights(data.get("weights")),
            rules=_criterion_map(data.get("rules"), "rules"),
            private=bool(data.get("private", False)),
            parties=_texts(data.get("parties"), "parties"),
            seen=_texts(data.get("seen"), "seen"),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "office": self.office, "country": self.country, "kind": self.kind,
            "thread": [{"author": said.author, "text": said.text} for said in self.thread],
            "post": {"author": self.post.author, "text": self.post.text, "language": self.post.language},
            "facts": [{"text": fact.text, "policy": True} if fact.policy else fact.text for fact in self.facts],
            "mandate": {
                "can": list(self.mandate.can), "cannot": list(self.mandate.cannot),
                "refer": [{"office": to.office, "channel": to.channel} for to in self.mandate.refer],
            },
            "not_applicable": [name for name in CRITERIA if name in self.not_applicable],
            "exemplars": {
                name: {"meets": list(each.meets), "misses": list(each.misses)}
                for name, each in self.exemplars.items()
            },
            "actions": dict(self.actions), "weights": dict(self.weights), "rules": dict(self.rules),
            **({"private": True} if self.private else {}),
            **({"parties": list(self.parties)} if self.parties else {}),
            "seen": list(self.seen),
        }

    @cached_property
    def key(self) -> str:
        """What two equal items share, whatever objects they are: their content as text."""
        import json

        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Item) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @cached_property
    def party_words(self) -> frozenset[str]:
        return frozenset(map(plain, self.parties))

    @property
    def criteria(self) -> tuple[str, ...]:
        return tuple(name for name in CRITERIA if name not in self.not_applicable)

    def weight(self, criterion: str) -> float:
        return self.weights.get(criterion, 1.0)


def _object(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{what} should be an object with named fields")
    return value


def _list(value: Any, what: str) -> list:
    if value is None:
        return []
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"'{what}' should be a list")
    return list(value)


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"'{name}' is missing or empty; write it as text")
    return value


def _texts(value: Any, what: str) -> tuple[str, ...]:
    texts = _list(value, what)
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"'{what}' should hold texts only")
    return tuple(texts)


def _said(value: Any, what: str) -> Said:
    value = _object(value, f"'{what}'")
    return Said(str(value.get("author", "")), _text(value, "text"), str(value.get("language", "")))


def _fact(value: Any) -> Fact:
    if isinstance(value, str):
        return Fact(value)
    value = _object(value, "a fact")
    return Fact(_text(value, "text"), bool(value.get("policy", False)))


def _referral(value: Any) -> Referral:
    value = _object(value, "an entry of mandate.refer")
    return Referral(_text(value, "office"), str(value.get("channel", "")))


def _criteria(value: Any, what: str) -> list[str]:
    names = _list(value, what)
    unknown = [name for name in names if name not in CRITERIA]
    if unknown:
        raise ValueError(f"'{what}' names '{unknown[0]}', which is no criterion; use {', '.join(CRITERIA)}")
    return names


def _criterion_map(value: Any, what: str) -> Mapping[str, Any]:
    mapping = _object(value or {}, f"'{what}'")
    _criteria(list(mapping), what)
    return MappingProxyType(dict(mapping))


def _frozen(value: Any, what: str) -> Mapping[str, Any]:
    return MappingProxyType(dict(_object(value or {}, f"'{what}'")))


def _weights(value: Any) -> Mapping[str, float]:
    weights = _criterion_map(value, "weights")
    for name, weight in weights.items():
        if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 <= weight <= 100:
            raise ValueError(f"the weight of '{name}' should be a number from 0 to 100")
    return weights


def _exemplars(value: Any) -> Mapping[str, Exemplars]:
    named = _criterion_map(value, "exemplars")
    return MappingProxyType({name: _exemplar(each, name) for name, each in named.items()})


def _exemplar(value: Any, name: str) -> Exemplars:
    value = _object(value, f"the exemplars of '{name}'")
    return Exemplars(_texts(value.get("meets"), f"{name}.meets"), _texts(value.get("misses"), f"{name}.misses"))
