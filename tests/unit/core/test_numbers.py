"""Numbers are exact whatever the surroundings."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyrules.core import ir, numbers
from policyrules.core.values import UNKNOWN, CannotTell, Duration
from tests.unit.core.build import DURATION, INTEGER, NUMBER, RATIO, const, evaluation, f, value

exact = st.one_of(
    st.integers(-(10**18), 10**18),
    st.decimals(-(10**14), 10**14, places=4, allow_nan=False),
)


@given(exact, exact, st.sampled_from("+-*"))
def test_arithmetic_is_that_of_fractions(left: Decimal | int, right: Decimal | int, operator: str) -> None:
    expected = {
        "+": Fraction(left) + Fraction(right),
        "-": Fraction(left) - Fraction(right),
        "*": Fraction(left) * Fraction(right),
    }[operator]
    assert Fraction(numbers.calculate(operator, left, right)) == expected  # type: ignore[arg-type]


@given(exact, exact)
def test_order_is_that_of_fractions(left: Decimal | int, right: Decimal | int) -> None:
    one, two = Fraction(left), Fraction(right)
    assert numbers.order(left, right) == (one > two) - (one < two)


@given(st.fractions(-1000, 1000), st.integers(0, 6))
def test_rounding_goes_half_up_away_from_zero(number: Fraction, places: int) -> None:
    rounded = numbers.round_half_up(number, places)
    step = Fraction(1, 10**places)
    assert abs(Fraction(rounded) - number) <= step / 2
    if abs(Fraction(rounded) - number) == step / 2:
        assert abs(Fraction(rounded)) > abs(number)


def test_a_tenth_and_two_tenths() -> None:
    total = ir.Arithmetic("+", const(Decimal("0.1")), const(Decimal("0.2")), NUMBER)
    assert value(ir.Compare("=", total, const(Decimal("0.3")))) is True
    product = ir.Arithmetic("*", const(Decimal("0.3")), const(10), NUMBER)
    assert value(ir.Compare("=", product, const(3))) is True


def test_the_ambient_context_has_no_say() -> None:
    with decimal.localcontext() as context:
        context.prec = 2
        context.rounding = decimal.ROUND_DOWN
        context.traps[decimal.Inexact] = True
        big = Decimal("123456789012.3456")
        expr = ir.Arithmetic("+", const(big), f("x"), NUMBER)
        assert value(expr, x=Decimal("0.0001")) == Decimal("123456789012.3457")
        assert numbers.plain(Decimal("123.4500")) == Decimal("123.45")
        assert numbers.written(big) == "123456789012.3456"
        assert numbers.round_half_up(Fraction(1234567, 1000), 2) == Decimal("1234.57")


def test_too_many_digits_cannot_be_told() -> None:
    huge = 10**76
    assert numbers.calculate("+", huge, huge) == 2 * huge
    for left, right in ((huge, 10), (Decimal(huge), Decimal(10)), (Fraction(huge), Fraction(10))):
        with pytest.raises(CannotTell):
            numbers.calculate("*", left, right)
    with pytest.raises(CannotTell):
        numbers.calculate("+", Decimal(huge), Decimal("0.0001"))
    assert value(ir.Arithmetic("*", const(huge), const(huge), INTEGER)) is UNKNOWN


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [(None, UNKNOWN, None), (UNKNOWN, None, None), (1, UNKNOWN, UNKNOWN), (None, 1, None), (2, 3, 5)],
)
def test_none_wins_over_unknown(left: object, right: object, expected: object) -> None:
    expr = ir.Arithmetic("+", const(left, INTEGER), const(right, INTEGER), INTEGER)
    assert value(expr) == expected


def test_ratios() -> None:
    third = ir.Divide(const(1), const(3), RATIO)
    assert value(third) == Fraction(1, 3)
    assert value(ir.Divide(const(1), const(0), RATIO)) is UNKNOWN
    assert value(ir.Divide(const(None), const(0), RATIO)) is None
    assert value(ir.Compare("<", third, const(Decimal("0.3334")))) is True
    assert value(ir.Round(third, 2, NUMBER)) == Decimal("0.33")
    assert value(ir.Round(ir.Divide(const(-5), const(2), RATIO), 0, INTEGER)) == -3
    assert isinstance(value(ir.Round(third, 0, INTEGER)), int)
    assert value(ir.Round(f("m"), 2, NUMBER), m=None) is None


def test_a_zero_divisor_says_why() -> None:
    made = evaluation(n=0)
    expr = ir.Divide(const(1), f("n"), RATIO)
    (need,) = made.missing(expr)
    assert "zero" in need.message.en  # type: ignore[union-attr]


def test_durations_add_part_by_part() -> None:
    month, day = const(Duration(months=1), DURATION), const(Duration(days=30), DURATION)
    assert value(ir.Arithmetic("-", month, day, DURATION)) == Duration(months=1, days=-30)


def test_a_chain_of_ten_thousand_sums() -> None:
    expr: ir.Expr = f("n")
    for _ in range(10_000):
        expr = ir.Arithmetic("+", expr, const(1), INTEGER)
    assert value(expr, n=1) == 10_001
    made = evaluation()
    assert len(made.missing(expr)) == 1


@pytest.mark.parametrize(
    ("given_", "expected"),
    [("1E+3", "1000"), ("0.0", "0"), ("-0.00", "0"), ("12.3400", "12.34"), ("-1.0", "-1")],
)
def test_plain_digits(given_: str, expected: str) -> None:
    assert numbers.written(Decimal(given_)) == expected
    assert str(numbers.plain(Decimal(given_))) == expected


def test_mean_and_median() -> None:
    assert numbers.mean([1, Decimal("2.5")]) == Fraction(7, 4)
    assert numbers.median([3, 1, 2]) == 2
    assert numbers.median([4, 1, 2, Decimal("2.5")]) == Fraction(9, 4)
