"""How does a careful programmer write the twenty rules? The base that everything else is measured against.

Written by hand over the facts of `cases.TWENTY`, and held to its answers before anything is measured.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

LOW = frozenset({"village", "township", "county"})
HIGH = frozenset({"city", "province"})
TIERS = LOW | HIGH
KINDS = frozenset({"inspection", "assessment", "guidance", "meeting"})
LAW = date(2024, 8, 6)
DEAR, FREE = Decimal(50000), Decimal(0)
WHOLE, MOST, CENT = 10**18, Decimal(10**16), Decimal("0.01")


def review(f: dict[str, Any]) -> list[str]:
    """Return the ids of the rules that match."""
    found = []
    if not f["planned"] and not f["emergency"]:
        found.append("F-01")
    if f["pages"] > 10:
        found.append("F-02")
    if f["people"] >= 150 and f["tier"] in LOW:
        found.append("F-03")
    if f["kind"] == "assessment" and f["grades"]:
        found.append("F-04")
    if f["cost"] > DEAR and not f["filed"]:
        found.append("F-05")
    if f["days"] > 3 and (f["kind"] == "meeting" or f["kind"] == "guidance"):
        found.append("F-06")
    if f["due"] < f["start"]:
        found.append("F-07")
    if f["start"] < LAW and f["grades"]:
        found.append("F-08")
    if f["title"] == "draft":
        found.append("F-09")
    if f["tier"] == "village" and not f["emergency"]:
        found.append("F-10")
    if f["grades"] and not f["filed"] and "County X" in f["targets"]:
        found.append("F-11")
    if f["unit"] == "Bureau A" and f["people"] > 80:
        found.append("F-12")
    if f["planned"]:
        found.append("P-01")
    if f["emergency"]:
        found.append("P-02")
    if f["filed"] and f["pages"] <= 8:
        found.append("P-03")
    if f["kind"] == "guidance" and f["people"] < 10:
        found.append("P-04")
    if f["tier"] in HIGH:
        found.append("P-05")
    if f["cost"] == FREE:
        found.append("P-06")
    if 8 <= f["pages"] <= 10:
        found.append("W-01")
    if 80 <= f["people"] <= 149:
        found.append("W-02")
    return found


FIELDS: dict[str, type] = {
    "title": str,
    "tier": str,
    "kind": str,
    "pages": int,
    "people": int,
    "days": int,
    "cost": Decimal,
    "start": date,
    "due": date,
    "filed": bool,
    "emergency": bool,
    "grades": bool,
    "planned": bool,
    "unit": str,
    "targets": list,
}
ALL_OF_THEM = itemgetter(*FIELDS)


def checked(raw: dict[str, Any]) -> dict[str, Any]:
    """Return facts of one's own, of the right types and sizes; raises `ValueError` with every problem.

    The list is copied, so that the caller's later changes do not change what was decided on.
    """
    try:
        (
            title,
            tier,
            kind,
            pages,
            people,
            days,
            cost,
            start,
            due,
            filed,
            emergency,
            grades,
            planned,
            unit,
            targets,
        ) = ALL_OF_THEM(raw)
    except KeyError:
        raise ValueError(problems(raw)) from None
    if (
        len(raw) == 15
        and type(title) is str
        and type(tier) is str
        and tier in TIERS
        and type(kind) is str
        and kind in KINDS
        and type(pages) is int
        and -WHOLE < pages < WHOLE
        and type(people) is int
        and -WHOLE < people < WHOLE
        and type(days) is int
        and -WHOLE < days < WHOLE
        and type(cost) is Decimal
        and cost.is_finite()
        and -MOST < cost < MOST
        and not cost % CENT
        and type(start) is date
        and type(due) is date
        and type(filed) is bool
        and type(emergency) is bool
        and type(grades) is bool
        and type(planned) is bool
        and type(unit) is str
        and type(targets) is list
        and all_texts(targets)
    ):
        return raw | {"targets": targets[:]}
    raise ValueError(problems(raw))


def all_texts(values: list[Any]) -> bool:
    for value in values:  # noqa: SIM110  # a loop takes half the time of all() and a generator
        if type(value) is not str:
            return False
    return True


def problems(raw: dict[str, Any]) -> str:
    """Return all that is wrong with facts of which none may be left out."""
    missing = [f"{name} is missing" for name in FIELDS if name not in raw]
    return "; ".join([*missing, *partial_problems(raw)])


def partial_problems(raw: dict[str, Any]) -> list[str]:
    """Return all that is wrong with the facts there are."""
    wrong = [f"no field {name}" for name in raw if name not in FIELDS]
    good = {}
    for name, kind in FIELDS.items():
        if name in raw:
            if type(raw[name]) is kind:
                good[name] = raw[name]
            else:
                wrong.append(f"{name} is not a {kind.__name__}")
    if good.get("tier", "city") not in TIERS:
        wrong.append("tier is none of them")
    if good.get("kind", "meeting") not in KINDS:
        wrong.append("kind is none of them")
    wrong += [
        f"{name} is too long" for name in ("pages", "people", "days") if abs(good.get(name, 0)) >= WHOLE
    ]
    cost = good.get("cost", FREE)
    if not cost.is_finite() or abs(cost) >= MOST or cost % CENT:
        wrong.append("cost has more than two decimals, or is too large")
    if not all_texts(good.get("targets", [])):
        wrong.append("targets are texts")
    return wrong


def unsure_review(f: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the rules that surely match, and those that may, where facts can be left out."""
    get = f.get
    title, tier, kind, pages, people = get("title"), get("tier"), get("kind"), get("pages"), get("people")
    days, cost, start, due = get("days"), get("cost"), get("start"), get("due")
    filed, emergency, grades, planned = get("filed"), get("emergency"), get("grades"), get("planned")
    unit, targets = get("unit"), get("targets")
    found: list[str] = []
    unsure: list[str] = []
    if planned is not True and emergency is not True:
        (unsure if planned is None or emergency is None else found).append("F-01")
    if pages is None or pages > 10:
        (unsure if pages is None else found).append("F-02")
    if (people is None or people >= 150) and (tier is None or tier in LOW):
        (unsure if people is None or tier is None else found).append("F-03")
    if (kind is None or kind == "assessment") and grades is not False:
        (unsure if kind is None or grades is None else found).append("F-04")
    if (cost is None or cost > DEAR) and filed is not True:
        (unsure if cost is None or filed is None else found).append("F-05")
    if (days is None or days > 3) and (kind is None or kind == "meeting" or kind == "guidance"):
        (unsure if days is None or kind is None else found).append("F-06")
    if due is None or start is None:
        unsure.append("F-07")
    elif due < start:
        found.append("F-07")
    if (start is None or start < LAW) and grades is not False:
        (unsure if start is None or grades is None else found).append("F-08")
    if title is None or title == "draft":
        (unsure if title is None else found).append("F-09")
    if (tier is None or tier == "village") and emergency is not True:
        (unsure if tier is None or emergency is None else found).append("F-10")
    if grades is not False and filed is not True and (targets is None or "County X" in targets):
        (unsure if grades is None or filed is None or targets is None else found).append("F-11")
    if (unit is None or unit == "Bureau A") and (people is None or people > 80):
        (unsure if unit is None or people is None else found).append("F-12")
    if planned is not False:
        (unsure if planned is None else found).append("P-01")
    if emergency is not False:
        (unsure if emergency is None else found).append("P-02")
    if filed is not False and (pages is None or pages <= 8):
        (unsure if filed is None or pages is None else found).append("P-03")
    if (kind is None or kind == "guidance") and (people is None or people < 10):
        (unsure if kind is None or people is None else found).append("P-04")
    if tier is None or tier in HIGH:
        (unsure if tier is None else found).append("P-05")
    if cost is None or cost == FREE:
        (unsure if cost is None else found).append("P-06")
    if pages is None or 8 <= pages <= 10:
        (unsure if pages is None else found).append("W-01")
    if people is None or 80 <= people <= 149:
        (unsure if people is None else found).append("W-02")
    return found, unsure


def partly_checked(raw: dict[str, Any]) -> dict[str, Any]:
    """Return facts of one's own, of the right types and sizes, of which any may be left out; raises `ValueError`."""
    for name, value in raw.items():
        if type(value) is not FIELDS.get(name):
            raise ValueError("; ".join(partial_problems(raw)))
    facts, cost = raw.copy(), raw.get("cost", FREE)
    if (
        facts.get("tier", "city") in TIERS
        and facts.get("kind", "meeting") in KINDS
        and -WHOLE < facts.get("pages", 0) < WHOLE
        and -WHOLE < facts.get("people", 0) < WHOLE
        and -WHOLE < facts.get("days", 0) < WHOLE
        and cost.is_finite()
        and -MOST < cost < MOST
        and not cost % CENT
    ):
        if "targets" not in facts:
            return facts
        facts["targets"] = targets = facts["targets"][:]
        if all_texts(targets):
            return facts
    raise ValueError("; ".join(partial_problems(raw)))
