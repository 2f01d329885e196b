"""Why does a decision come out as it does? The proof of every item, from an evaluation of its own.

An item's say is worked out from its proofs alone, and the outcome from the items' says, so that what
is shown is what decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core import ir
from policyrules.core.combine import Say, in_force, rules_asked, say_of, standing_of
from policyrules.core.decision.parts import part_of
from policyrules.core.effect import Effect, Outcome, outcome_of
from policyrules.core.explain.proof import Prover
from policyrules.core.explain.tree import Proof
from policyrules.core.logic import Kleene, all_of, any_of, not_
from policyrules.core.rests_on import everything
from policyrules.core.rule_parts import ASKED
from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve, field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from policyrules.core.decision.finding import Finding, Part, Undetermined
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.missing import Need
    from policyrules.core.explain.changes import Change
    from policyrules.core.explain.nearest import Near
    from policyrules.core.explain.sufficient import SufficientReason
    from policyrules.diagnostics.phrase import Language


_NO_OTHER: Final = Phrase("no other item of the list matches", "与本清单其他各项均不相符")


@frozen(eq=False)
class ItemProof:
    """Why an item says what it says. Parts that need not be asked are None.

    `force` is whether it is in force; `beaten_by` are the items that surely set it aside and
    `maybe_beaten_by` those that may. `stages` are what it says at other stages, each with its `part`.
    """

    rule: ir.Rule = field(repr=False)
    force: Kleene
    applies: Proof | None = None
    when: Proof | None = None
    exemptions: tuple[Proof, ...] = ()
    test: Proof | None = None
    beaten_by: tuple[ir.RuleId, ...] = ()
    maybe_beaten_by: tuple[ir.RuleId, ...] = ()
    part: Part | None = None
    stages: tuple[ItemProof, ...] = ()
    is_waited_for: bool = False
    """Whether its deadline, or the time to look for its match, has not come yet."""

    @property
    def id(self) -> ir.RuleId:
        """The item."""
        return self.rule.id

    @property
    def exempt(self) -> Kleene:
        """Whether an exception holds."""
        return any_of(proof.holds for proof in self.exemptions)

    @property
    def condition(self) -> Kleene:
        """Whether it is about this record."""
        parts = [self.force, *(proof.holds for proof in (self.applies, self.when) if proof is not None)]
        return all_of([*parts, not_(self.exempt)])

    @property
    def broken(self) -> Kleene:
        """Whether it is broken (for `may`: matched)."""
        return all_of([self.condition, True if self.test is None else not_(self.test.holds)])

    @property
    def beaten(self) -> Kleene:
        """Whether another item sets it aside."""
        return True if self.beaten_by else (UNKNOWN if self.maybe_beaten_by else False)

    @property
    def says(self) -> Kleene:
        """Whether it is broken (matched) and not set aside."""
        return all_of([self.broken, not_(self.beaten)])

    @property
    def say(self) -> Say:
        """What it contributes to the outcome, its stages aside."""
        return say_of(self.rule, self.says)

    @property
    def speaking(self) -> ItemProof:
        """The stage that says the gravest, which may be the item itself."""
        return max((self, *self.stages), key=lambda proof: (_GRAVITY[proof.say.kind], proof.say.effect.rank))

    def needs(self) -> tuple[Need, ...]:
        """Return nothing: what is lacking stands in the proofs."""
        return ()


_GRAVITY = {"nothing": 0, "note": 1, "undetermined": 2, "finding": 3}


@frozen(eq=False)
class Explanation:
    """The proofs of all items for a record, in the order written.

    `findings` and `undetermined` are those of checks that are not items. `str()` is English.
    """

    record: str
    on: date | None
    governing: date | None
    items: tuple[ItemProof, ...]
    evaluation: Evaluation = field(repr=False)
    """What it was asked of: to find what suffices, and what would change it."""
    findings: tuple[Finding, ...] = ()
    undetermined: tuple[Undetermined, ...] = ()

    @property
    def program(self) -> ir.Program:
        """The rules."""
        return self.evaluation.program

    @property
    def certain(self) -> tuple[Effect, ...]:
        """The effects that are settled."""
        own = [proof.say.effect for proof in self._rules() if proof.say.kind == "finding"]
        return (*own, *(finding.effect for finding in self.findings))

    @property
    def possible(self) -> tuple[Effect, ...]:
        """The effects undetermined items could have."""
        own = [proof.say.effect for proof in self._rules() if proof.say.kind == "undetermined"]
        return (*own, *(item.effect for item in self.undetermined))

    def _rules(self) -> Iterator[ItemProof]:
        for item in self.items:
            yield item
            yield from item.stages

    @property
    def outcome(self) -> Outcome:
        """What the proofs come to."""
        return outcome_of(self.certain, self.possible)

    def __getitem__(self, item: str) -> ItemProof:
        """Return the proof of an item by either of its names or as `policy.ITEM`; raises KeyError."""
        for proof in self.items:
            if item in (*proof.rule.names.spellings, str(proof.id)):
                return proof
        raise KeyError(item)

    def because_of(self, item: ItemProof) -> SufficientReason | None:
        """Return which of what is known suffices for a finding: without any of it, it no longer follows.

        None for what is no settled finding.
        """
        from policyrules.core.explain.sufficient import sufficient_reason  # noqa: PLC0415  # only when asked for

        return sufficient_reason(self.evaluation.again(), item.rule) if _is_settled(item) else None

    def changes(self, item: ItemProof) -> tuple[Change, ...]:
        """Return the nearest single facts with which a broken item would not be; nothing for what is not broken."""
        from policyrules.core.explain.changes import changes  # noqa: PLC0415  # only when asked for

        if not _is_settled(item) or item.rule.modality == "may":
            return ()
        return changes(self.evaluation.again(), item.rule)

    def lacking(self, item: ItemProof) -> tuple[Need, ...]:
        """Return what is lacking to tell what an item says; nothing where it is told."""
        if item.says is not UNKNOWN:
            return ()
        asked = self.evaluation.again()
        needs: tuple[Need, ...] = ()
        for standing in standing_of(rules_asked(asked), asked):
            standing.settle()
            standing.settle_needs()
            if standing.rule.id == item.id:
                needs = standing.needs()
        return needs

    def joined(self, findings: Iterable[Finding], undetermined: Iterable[Undetermined]) -> Explanation:
        """Return the explanation with what checks that are not items say."""
        return evolve(
            self,
            findings=(*self.findings, *findings),
            undetermined=(*self.undetermined, *undetermined),
        )

    def text(self, language: Language = "en", *, grounds: bool = True) -> str:
        """Return the explanation as a tree of lines; without `grounds` the proofs alone.

        Grounds are what each finding follows from and what would change it, and what is lacking.
        """
        from policyrules.core.explain.in_words import explanation_text  # noqa: PLC0415  # only when printed

        return explanation_text(self, language, grounds=grounds)

    def text_of(self, items: Iterable[ir.RuleId], language: Language = "en") -> str:
        """Return the proofs of some items as a tree of lines, without the outcome, which is everybody's."""
        from policyrules.core.explain.in_words import items_text  # noqa: PLC0415  # only when printed

        return items_text(self, items, language)

    def text_of_fact(self, name: str, language: Language = "en") -> str:
        """Return why a derived fact, by its first name, has its value, as a tree of lines."""
        from policyrules.core.explain.in_words import fact_text  # noqa: PLC0415  # only when printed

        return fact_text(self, name, language)

    def nearest(self, effect: str, items: Sequence[ir.RuleId] = ()) -> Near | None:
        """Return the item nearest to having an effect, of all or of some, and what keeps it from it."""
        from policyrules.core.explain.nearest import nearest  # noqa: PLC0415  # only when asked

        return nearest(self, effect, items)

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation ready for JSON."""
        from policyrules.core.explain.in_json import explanation_json  # noqa: PLC0415  # only when written out

        return explanation_json(self)

    def __str__(self) -> str:
        return self.text("en")


def explain(evaluation: Evaluation) -> Explanation:
    """Return why the policies say of a record what they say; the evaluation must be fresh."""
    program, record = evaluation.program, evaluation.record
    proofs: dict[ir.RuleId, ItemProof] = {}
    overriders: dict[ir.RuleId, list[ItemProof]] = {}
    for rule in rules_asked(evaluation):
        proof = _item(evaluation, rule, overriders.get(rule.id, []))
        proofs[rule.id] = evaluation.items[rule.id] = proof
        for beaten in rule.overrides:
            overriders.setdefault(beaten, []).append(proof)
    last = len(program.order)
    today, governing = evaluation.today, evaluation.governing
    written = sorted(proofs.values(), key=lambda proof: program.order.get(proof.id, last))
    stages: dict[ir.RuleId, list[ItemProof]] = {}
    for proof in written:
        if proof.id.part not in ("", ASKED):
            stages.setdefault(proof.id.whole, []).append(proof)
    return Explanation(
        record,
        None if today is UNKNOWN else today,
        None if governing is UNKNOWN else governing,
        tuple(_staged(evaluation, proof, stages.get(proof.id, ())) for proof in written if not proof.id.part),
        evaluation,
    )


def _is_settled(item: ItemProof) -> bool:
    return item.says is True


def _staged(evaluation: Evaluation, whole: ItemProof, stages: Iterable[ItemProof]) -> ItemProof:
    """The proof of an item with those of its stages; what is only there to be asked is none."""
    told = tuple(evolve(proof, part=part_of(evaluation, proof.rule)) for proof in stages)
    return evolve(whole, stages=told) if told else whole


def _item(evaluation: Evaluation, rule: ir.Rule, overriders: list[ItemProof]) -> ItemProof:
    """Prove an item's parts in order, up to the one that settles that it says nothing."""
    prover = Prover(evaluation)
    setting_aside = [(other.id, all_of((other.condition, not_(other.beaten)))) for other in overriders]
    proof = ItemProof(
        rule,
        in_force(rule.validity, evaluation),
        beaten_by=tuple(item for item, beats in setting_aside if beats is True),
        maybe_beaten_by=tuple(item for item, beats in setting_aside if beats is UNKNOWN),
    )
    if proof.condition is False:
        return proof
    proof = evolve(proof, applies=prover.prove(rule.applies))
    if proof.condition is False:
        return proof
    when = prover.prove(rule.when)
    proof = evolve(proof, when=evolve(when, called=_NO_OTHER) if rule.otherwise else when)
    if proof.condition is False:
        return proof
    proof = evolve(proof, exemptions=tuple(prover.prove(exemption.condition) for exemption in rule.exempt))
    if proof.condition is False or rule.test is None:
        return proof
    return evolve(proof, test=prover.prove(rule.test), is_waited_for=_is_waited_for(evaluation, rule.test))


def _is_waited_for(evaluation: Evaluation, test: ir.Expr) -> bool:
    return any(
        evaluation.value(node) in ("pending", "due_soon")
        for node in everything(test)
        if isinstance(node, ir.Deadline | ir.Match)
    )
