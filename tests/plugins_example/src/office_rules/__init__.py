"""An example plugin: the hooks policyrules calls, each in a line. What they give stands beside."""

from office_rules.calendars import in_our_province
from office_rules.checks import SPOKEN
from office_rules.forms import FORMS
from office_rules.functions import stock_share
from office_rules.lints import LINTS
from office_rules.shelf import SHELF
from office_rules.tally import TALLY
from policyrules.plugins import hookimpl


@hookimpl
def policyrules_functions():
    return [stock_share]


@hookimpl
def policyrules_checks():
    return [SPOKEN]


@hookimpl
def policyrules_working_calendars():
    return {"本省": in_our_province}


@hookimpl
def policyrules_readers():
    return [FORMS]


@hookimpl
def policyrules_lints():
    return LINTS


@hookimpl
def policyrules_ledgers():
    return [SHELF]


@hookimpl
def policyrules_decided(decision):
    TALLY.count(decision)
