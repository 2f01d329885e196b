"""Which items should the shipped packs have, and what must whoever uses them say?"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]


def given(page: str = "docs/examples/parameters.toml") -> dict[str, Any]:
    """Return the parameters of a file; the demo's has all that all packs ask for."""
    return tomllib.loads((ROOT / page).read_text(encoding="utf-8"), parse_float=Decimal)


def numbered(prefix: str, first: int, last: int) -> set[str]:
    """Return codes of two digits.

    >>> sorted(numbered("ND", 9, 11))
    ['ND-09', 'ND-10', 'ND-11']
    """
    return {f"{prefix}-{number:02}" for number in range(first, last + 1)}


EXPECTED: Final = {
    # burdens
    "burden_apps": numbered("FI", 1, 9) | {"FI-05b", "FI-05c", "FI-06b"},
    "burden_groups": numbered("FI", 10, 12) | {"FI-10b", "FI-10c"},
    "secondments": numbered("SE", 1, 10) | {"SE-02b", "SE-05b", "SE-06b", "SE-09b"},
    "plaques": numbered("PL", 1, 4) | {"PL-06"},
    "certificates": {"PL-05"},
    "burden_areas": numbered("BA", 1, 11),
    # documents
    "consistency": numbered("CA", 1, 28) | {"CA-04b", "CA-22b"},
    "drafting_negative": numbered("DN", 1, 20),
    "drafting_positive": numbered("DP", 1, 8),
    "document_form": numbered("GW", 1, 15),
    "prompts": numbered("TP", 1, 10),
    # duties
    "assignments": numbered("RL", 1, 5) | {"RL-03b", "RL-08", "RL-10", "RL-10b", "RL-11"},
    "delegation": {"RL-07", "RL-07c", "RL-07d"},
    "community_entry": {"RL-07b", "RL-07b1", "RL-07b2"},
    "duty_balance": {"RL-06", "RL-09"},
    # entities
    "growth_targets": numbered("EN", 1, 5) | {"EN-01b"},
    "growth_watch": numbered("EN", 6, 9) | {"EN-06b", "EN-09b"},
    "clearing": numbered("EN", 10, 13),
    # expenses
    "claim_checklist": numbered("EX", 1, 7),
    "claim_negative": numbered("EX", 8, 14),
    "claim_limits": numbered("EX", 15, 23),
    "card_statement": {"EX-24", "EX-25"},
    "departments": {"EX-26", "EX-27"},
    # inspections
    "inspections_negative": numbered("IN", 1, 18) - {"IN-02"} | {"IN-03b"},
    "inspections_plan": {"IN-02", "IP-1", "IP-4", "IP-5"},
    "inspections_filing": {"IP-2", "IP-3", "IP-6", "OB-1"},
    "inspections_observers": {"OB-2", "OB-2b", "OB-3", "OB-3b"},
    # leads
    "leads_intake": {"LC-01", "LD-01", "LD-01b", "LD-06b", "LD-06c", "LD-07"},
    "leads_routing": numbered("LD", 2, 6) | {"LD-02b", "LD-02c", "LD-05b", "LD-05c"} | numbered("YM", 1, 3),
    "leads_deadlines": numbered("LD", 8, 11) | {"LD-09b", "LD-09c", "LD-10b", "LD-10c", "LD-11b", "LD-12c"},
    "leads_steps": {"LD-12", "LD-12b", "LD-14"} | numbered("LS", 1, 11),
    "nodes": numbered("ND", 1, 6),
    "rectification": {"LD-13"} | {f"LD-13{letter}" for letter in "bcdefghi"},
    "lead_channels": numbered("LC", 2, 4),
    "yamen": numbered("YM", 4, 6),
    # limits
    "over_number": {"OV-01", "OV-02", "OV-07", "OV-09", "OV-12", "OV-12b"} | numbered("OV", 14, 16),
    "over_standard": {"OV-03", "OV-03b", "OV-05", "OV-06", "OV-06b", "OV-08", "OV-08b", "OV-13"},
    "over_size": {"OV-04", "OV-04b", "OV-10", "OV-11", "OV-11b"},
    # mechanism
    "coverage": {"LD-15", "LD-15b", "LD-16", "LD-16b"} | numbered("MC", 1, 10),
    "consultation": numbered("MC", 11, 17),
    "guidance": numbered("MC", 18, 25),
    # meetings
    "seven_prohibitions": {f"M7-{number}" for number in range(1, 8)},
    "meeting_rules": numbered("MT", 1, 16) - {"MT-04"},
    "meeting_plan": {"MP-1", "MP-2", "MT-04"},
    "no_meeting_week": {f"NW-{number}" for number in range(1, 6)},
    # monitoring
    "received": {"MO-01", "MO-01b", "MO-02"},
    "received_counts": {"MO-03", "MO-04", "MO-08"},
    "statistics_alerts": {"MO-05", "MO-06", "MO-07", "MO-09", "MO-13", "MO-13b"},
    "sentinels": {"MO-10", "MO-14", "MO-15"},
    "data_calls": {"MO-11", "MO-11b", "MO-11c", "MO-11d", "MO-12"},
    "alert_checks": numbered("MO", 16, 18),
    # programmes
    "slimming": numbered("CP", 1, 3) | {"CP-03b", "CP-03c", "CP-03d", "CP-13"},
    "catalogue": numbered("CP", 4, 15) - {"CP-13"}
    | {"CP-05b", "CP-06b", "CP-06c", "CP-06d", "CP-08b", "CP-10b"},
    "slimming_orders": numbered("SL", 1, 10),
    "events": numbered("FE", 1, 7) | {"FE-01b", "FE-01c", "FE-04b", "FE-05b", "FE-06b"},
    # retention
    "erasure": numbered("RT", 1, 11),
    "holding_checklist": numbered("RT", 12, 19),
    "reviews": numbered("RT", 20, 22),
    # supervision
    "supervision_deadlines": {f"TK-{number:02}" for number in (1, 2, 3, 4, 5, 8, 9)} | {"TK-04b"},
    "supervision_steps": {f"TK-{number:02}" for number in (6, 10, 11, 12)} | numbered("ST", 1, 9),
    # visits
    "visit_plan": {"VS-01", "VS-13", "VS-13b"},
    "crowding": numbered("VS", 2, 7) | {"VS-03b"},
    "entourage": numbered("VS", 8, 12),
    "monthly_count": {"VS-14", "VS-14b"},
}
"""The items of each policy, by pack; TK-07 is the early warning of others (policies/items.txt)."""
