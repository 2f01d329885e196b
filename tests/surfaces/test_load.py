"""Loading: folders, files with what they use, texts, and every diagnostic in one error."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

import policyrules as pr
from policyrules.errors import InputError, ParameterError
from policyrules.surfaces.files import examine, examine_text
from tests.everything import EVERYTHING
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

VOCABULARY = (
    "enum Tier 层级 { village 村 < county 县 }\nrecord Visit 调研 { days 天数: integer, tier 层级: Tier }\n"
)
RULES = "policy visits\nuse vocabulary\nlist l for Visit { must not V-1 { when days > 3 } }\n"


def write(folder: Path, **texts: str | bytes) -> Path:
    for name, text in texts.items():
        path = folder / name.replace("__", "/")
        path = path.with_suffix(".csv" if name.endswith("_csv") else ".rules")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def outcome(policies: pr.PolicySet, days: int) -> str:
    return pr.Engine(policies).decide("Visit", {"days": days, "tier": "县"}).outcome.value


# --- what is read ---------------------------------------------------------------------------


def test_a_folder(tmp_path: Path) -> None:
    loaded = pr.load(write(tmp_path, vocabulary=VOCABULARY, deep__visits=RULES))
    assert outcome(loaded, 4) == "forbid"
    assert [file.source.name for file in loaded.files] == [
        (tmp_path / "deep" / "visits.rules").as_posix(),
        (tmp_path / "vocabulary.rules").as_posix(),
    ]


@pytest.mark.parametrize(
    "place", ["vocabulary", "deep__vocabulary", "vocabulary__vocabulary", "deep__vocabulary__vocabulary"]
)
def test_a_file_brings_in_what_it_uses(tmp_path: Path, place: str) -> None:
    write(tmp_path, **{"deep__visits": RULES, place: VOCABULARY, "other": "this is not read {"})
    loaded = pr.load(tmp_path / "deep" / "visits.rules")
    assert len(loaded.files) == 2
    assert outcome(loaded, 3) == "permit"


def test_what_is_used_may_use_more(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="use b\nlist l for Trip { must not X { when nights > 3 } }\n",
        b="use vocabulary\nrecord Trip { nights: integer, tier: Tier }\n",
        vocabulary=VOCABULARY,
    )
    assert len(pr.load(tmp_path / "a.rules").files) == 3


def test_several_paths_and_text_paths(tmp_path: Path) -> None:
    write(tmp_path, one__vocabulary=VOCABULARY, two__visits=RULES)
    assert outcome(pr.load([str(tmp_path / "one"), tmp_path / "two" / "visits.rules"]), 4) == "forbid"
    assert outcome(pr.load(str(tmp_path)), 4) == "forbid"


def test_a_policy_used_by_its_second_name(tmp_path: Path) -> None:
    write(
        tmp_path,
        words="policy vocabulary 词汇\n" + VOCABULARY,
        visits=RULES.replace("use vocabulary", "use 词汇"),
    )
    assert outcome(pr.load(tmp_path), 4) == "forbid"


def test_use_of_what_is_nowhere(tmp_path: Path) -> None:
    with pytest.raises(pr.PolicyError) as caught:
        pr.load(write(tmp_path, visits=RULES) / "visits.rules")
    assert caught.value.diagnostics[0].place.text == "vocabulary"


def test_files_that_use_each_other_in_a_circle(tmp_path: Path) -> None:
    write(tmp_path, a="use b\n", b="use c\n", c="use a\n")
    examined = examine(tmp_path / "a.rules")
    assert len(examined.files) == 3
    assert examined.diagnostics


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is nothing at"):
        pr.load(tmp_path / "nowhere")
    with pytest.raises(InputError, match="holds no"):
        pr.load(tmp_path)


# --- what is wrong --------------------------------------------------------------------------


def test_all_diagnostics_of_all_files_in_source_order(tmp_path: Path) -> None:
    write(
        tmp_path,
        b=VOCABULARY + "list l for Visit { must not X { when dayz > 3 } }\n",
        a="list m for Visit { must not Y { when tier = countie } }\nlist n for Visit { must not Z { wwhen days > 3 } }\n",
        c="# 县".encode("gb18030"),
    )
    with pytest.raises(pr.PolicyError) as caught:
        pr.load(tmp_path)
    diagnostics = caught.value.diagnostics
    places = [(found.place.source.name.rpartition("/")[2], found.place.span.start) for found in diagnostics]
    assert places == sorted(places)
    assert {name for name, _ in places} == {"a.rules", "b.rules", "c.rules"}
    text = str(caught.value)
    for words in ("dayz", "countie", "wwhen", "not UTF-8", "a.rules:1", "b.rules:3"):
        assert words in text
    assert "政策文件无法使用" in caught.value.in_("zh")


def test_warnings_do_not_stop_a_load() -> None:
    examined = examine_text(
        "record R { a: integer }\nenum Unused { x, y }\nlist l for R { must not X { when a > 1 } }\n"
    )
    assert examined.policies is not None
    assert examined.policies.diagnostics == examined.diagnostics


# --- texts and parameters -------------------------------------------------------------------


def test_a_text_has_a_name() -> None:
    with pytest.raises(pr.PolicyError, match="<text>:1"):
        pr.load_text("list l for Nothing { }")
    with pytest.raises(pr.PolicyError, match=r"mine\.rules:1"):
        pr.load_text("list l for Nothing { }", name="mine.rules")


def test_parameters_given_to_load(tmp_path: Path) -> None:
    write(
        tmp_path,
        v=VOCABULARY + "parameter most: integer\nlist l for Visit { must not X { when days > most } }\n",
    )
    assert outcome(pr.load(tmp_path, parameters={"most": 2}), 3) == "forbid"
    with pytest.raises(ParameterError, match="did you mean `most`"):
        pr.load(tmp_path, parameters={"mots": 2})


LOOKUP = (
    'parameter most 最多天数: integer by Visit.tier from "most.csv"\n'
    "list l for Visit { must not X { when days > most[tier] } }\n"
)


def test_a_lookup_table(tmp_path: Path) -> None:
    write(tmp_path, v=VOCABULARY + LOOKUP, most_csv="层级,最多天数\n村,1\n县,3\n".encode())
    (tmp_path / "most_csv.csv").rename(tmp_path / "most.csv")
    loaded = pr.load(tmp_path)
    assert outcome(loaded, 4) == "forbid"
    assert outcome(loaded, 3) == "permit"
    assert pr.Engine(loaded).decide("Visit", {"days": 2, "tier": "村"}).outcome == "forbid"


def test_a_lookup_table_keeps_what_it_says_of_other_keys(tmp_path: Path) -> None:
    write(tmp_path, v=VOCABULARY + LOOKUP)
    (tmp_path / "most.csv").write_text("层级,最多天数\n村,1\n县,3\n", encoding="utf-8")
    loaded = pr.load(tmp_path, parameters={"most": {"县": 9}})
    assert outcome(loaded, 9) == "permit"
    assert pr.Engine(loaded).decide("Visit", {"days": 2, "tier": "村"}).outcome == "forbid"


def test_a_lookup_table_that_does_not_fit(tmp_path: Path) -> None:
    write(tmp_path, v=VOCABULARY + LOOKUP)
    (tmp_path / "most.csv").write_text("层级,最多天数\n乡,1\n县,many\n", encoding="utf-8")
    with pytest.raises(pr.PolicyError) as caught:
        pr.load(tmp_path)
    assert [found.code for found in caught.value.diagnostics] == ["lookup-value", "lookup-value"]
    assert "`most.csv:2`: in the column `层级` (tier)" in str(caught.value)
    assert "`most.csv:3`：在" in caught.value.in_("zh") or "`most.csv:3`：" in caught.value.in_("zh")


def test_a_lookup_table_outside_the_folder(tmp_path: Path) -> None:
    write(
        tmp_path,
        inside__v=VOCABULARY + LOOKUP,
        other__v=VOCABULARY + LOOKUP.replace("most.csv", "../most.csv"),
    )
    (tmp_path / "most.csv").write_text("层级,最多天数\n县,3\n", encoding="utf-8")
    (tmp_path / "inside" / "most.csv").symlink_to(tmp_path / "most.csv")
    with pytest.raises(pr.PolicyError, match="a lookup table lies in the folder of its policy"):
        pr.load(tmp_path / "inside")
    with pytest.raises(pr.PolicyError, match="lies outside the policy's folder") as caught:
        pr.load(tmp_path / "other")
    assert len(caught.value.diagnostics) == 1


# --- hostile texts --------------------------------------------------------------------------


@pytest.mark.no_cover
@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "list l for R { must not X { when " + "(" * 10_000 + " } }",
        "record R { a: integer }\nlist l for R { must not X { when a > " + "9" * 10_000 + " } }",
        "record R\0 { a: integer }",
        'record R { a: text }\nlist l for R { must not X { when a = "\ud800" } }',
        "# " + "x" * 5_000_000,
        "record R { " + " ".join(f"f{i}: integer" for i in range(200_000 if EVERYTHING else 40_000)) + " }",
        "use a\n" * (100_000 if EVERYTHING else 20_000),
        "\ufeff\ufeff枚举",
        "enum E { " + "县" * 100_000 + " }",
    ],
    ids=[
        "parentheses",
        "condition",
        "number",
        "nul",
        "surrogate",
        "comment",
        "fields",
        "uses",
        "marks",
        "name",
    ],
)
def test_a_hostile_text_is_a_diagnostic_in_good_time(text: str) -> None:
    begin = time.process_time()
    examined = examine_text(text)
    assert time.process_time() - begin < 6 * PATIENCE
    assert examined.diagnostics or examined.policies is not None


def test_a_file_of_five_megabytes(tmp_path: Path) -> None:
    path = write(tmp_path, big="record R { a: integer }\n" * 220_000)
    begin = time.process_time()
    with pytest.raises(pr.PolicyError, match="file-too-large"):
        pr.load(path)
    assert time.process_time() - begin < 2 * PATIENCE


def test_plugins_given_to_load() -> None:
    class Plugin:
        @pr.hookimpl
        def policyrules_functions(self, calendars: Any) -> list[Any]:
            del calendars

            @pr.function("twice", "两倍")
            def twice(n: int) -> int:
                return 2 * n

            return [twice]

    text = "record R { a: integer }\nlist l for R { must not X { when twice(a) > 5 } must not Y { when 两倍(a) > 50 } }\n"
    engine = pr.Engine(pr.load_text(text, plugins=[Plugin()]))
    assert engine.decide("R", {"a": 3}).outcome == "forbid"
    with pytest.raises(pr.PolicyError, match="twice"):
        pr.load_text(text)
