"""How is a rule written as plain JSON, and what else of a list?"""

from __future__ import annotations

from typing import Final

from policyrules.core import ir
from policyrules.core.packed.classes import Beginning, Parts, Standing
from policyrules.core.packed.expressions import (
    AGGREGATE,
    EXPRESSION,
    HIT,
    RULE_ID,
    TEXT_FOR_PEOPLE,
    UNIT,
)
from policyrules.core.packed.forms import FLAG, TEXT, TYPE, Each, InTurn, Maybe, OneOf, TextOr
from policyrules.core.packed.values import DAY
from policyrules.semantics.schema import Titled

TITLED: Final = Parts(Titled, first=TEXT, second=Maybe(TEXT))
ANNOTATIONS: Final = Each(InTurn(TEXT, Each(TEXT)))
_KIND: Final = OneOf("negative list", "positive list", "checklist", "list")
_REFERRAL: Final = OneOf("approval", "filing", "explanation")

PLAN: Final = Standing(
    ir.ActionPlan,
    kind=TEXT,
    names=TITLED,
    who=Maybe(EXPRESSION),
    about=Maybe(TextOr(EXPRESSION, _REFERRAL)),
    within=Maybe(EXPRESSION),
    effect=Maybe(OneOf("refer", "return")),
    stage=Maybe(EXPRESSION),
)
_EXEMPTION: Final = Standing(
    ir.Exemption, kind=OneOf("unless", "without"), condition=EXPRESSION, referral=Maybe(PLAN)
)

VALIDITY: Final = Parts(ir.Validity, from_=Maybe(DAY), until=Maybe(DAY))
EFFECT: Final = OneOf("permit", "advise", "warn", "refer", "return", "forbid")
IF_UNKNOWN: Final = OneOf("undetermined", "block", "warn", "skip")

RULE: Final = Beginning(
    Standing(
        ir.Rule,
        id=RULE_ID,
        names=TITLED,
        list=TEXT,
        list_kind=_KIND,
        record=TEXT,
        modality=OneOf("must not", "must", "should not", "should", "encourage", "may"),
        word=TEXT,
        title=Maybe(TEXT),
        validity=VALIDITY,
        applies=EXPRESSION,
        when=EXPRESSION,
        exempt=Each(_EXEMPTION),
        test=Maybe(EXPRESSION),
        effect=EFFECT,
        if_unknown=IF_UNKNOWN,
        overrides=Each(RULE_ID),
        actions=Each(PLAN),
        because=Maybe(TEXT_FOR_PEOPLE),
        remedy=Maybe(TEXT_FOR_PEOPLE),
        citations=Each(Parts(ir.Citation, norm=Maybe(TEXT), article=Maybe(TEXT))),
        annotations=ANNOTATIONS,
        witnesses=Each(Parts(ir.Witness, variable=TEXT, aggregate=AGGREGATE)),
        otherwise=FLAG,
        each=Maybe(UNIT),
    )
)
DEFINE: Final = Beginning(
    Standing(ir.Define, record=TEXT, names=TITLED, type=TYPE, value=EXPRESSION, each=Maybe(UNIT))
)
TABLE_ACTION: Final = Beginning(
    Standing(
        ir.TableAction,
        record=TEXT,
        table=TITLED,
        hit=HIT,
        branches=Each(InTurn(EXPRESSION, PLAN)),
        policy=TEXT,
    )
)
LIST_INFO: Final = Beginning(
    Standing(
        ir.ListInfo,
        policy=TEXT,
        names=TITLED,
        title=Maybe(TEXT),
        kind=_KIND,
        record=TEXT,
        rules=Each(RULE_ID),
        annotations=ANNOTATIONS,
        each=Maybe(UNIT),
    )
)
