"""Each rule and each test vector of the product's catalogue is tested where this list says, or is named as one that no figure uses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_KPIS, _STORE = "tests/app/kpis/", "tests/app/store/figures/"
# kpis.md section 1
RULES: dict[int, tuple[str, ...]] = {
    1: (
        f"{_KPIS}test_tally.py::test_a_roll_up_is_the_ratio_of_sums",
        f"{_STORE}test_rules.py::test_parts_of_a_figure_come_to_the_whole",
    ),
    2: (
        f"{_STORE}test_rules.py::test_nothing_to_divide_by_is_a_gap_and_nothing_else_is",
        f"{_STORE}test_figures.py::test_nothing_to_count_is_no_figure_and_a_sum_of_nothing_is_a_zero",
    ),
    3: (
        f"{_KPIS}test_wilson.py::test_bounds_are_wilsons",
        f"{_KPIS}test_wilson.py::test_more_documents_are_surer",
        f"{_STORE}test_rules.py::test_a_share_of_few_carries_its_interval_and_no_colour",
    ),
    4: (
        f"{_KPIS}test_periods.py::test_what_is_compared_is_over_and_as_long",
        f"{_STORE}test_time.py::test_a_period_under_way_is_set_against_as_much_that_is_over",
        f"{_STORE}test_time.py::test_what_is_not_over_is_told_as_such",
        f"{_STORE}test_fiscal_figures.py::test_a_quarter_that_is_under_way_is_compared_with_as_much_of_the_one_before",
        "tests/ui/charts/test_board.py::test_a_period_under_way_is_chosen_by_keyboard_and_remembered",
        f"{_STORE}test_lists.py::test_points_are_weeks_beyond_a_month_and_what_is_cut_or_not_over_is_partial",
    ),
    5: (
        f"{_STORE}test_time.py::test_queries_put_a_moment_into_the_day_that_the_calendar_does",
        f"{_KPIS}test_periods.py::test_each_moment_is_of_one_day",
        f"{_KPIS}test_periods.py::test_a_week_is_iso_8601",
        "tests/app/domain/test_fiscal.py::test_every_day_is_in_one_month_of_one_quarter_of_one_year",
        "tests/app/domain/test_fiscal.py::test_a_year_of_weeks_has_52_or_53_and_begins_on_a_monday",
        f"{_STORE}test_fiscal_figures.py::test_a_fiscal_period_counts_what_the_raw_records_have_in_it",
        "tests/ui/policy/test_calendar.py::test_the_fiscal_year_is_seen_set_and_approved",
        f"{_KPIS}test_periods.py::test_a_day_on_which_clocks_go_forward_ends_an_hour_early",
        f"{_STORE}test_own.py::test_a_hold_takes_opening_hours_without_those_of_waiting",
    ),
    6: (
        f"{_STORE}test_rules.py::test_what_may_still_change_is_counted_as_such",
        f"{_STORE}test_own_perfect.py::test_a_young_cohort_counts_as_maturing_and_gets_no_colour",
    ),
    7: (
        f"{_STORE}test_told.py::test_a_late_correction_keeps_the_former_value",
        f"{_STORE}test_told.py::test_after_45_days_it_is_told_as_a_change_of_what_was_final",
        f"{_STORE}test_told.py::test_it_agrees_with_a_ledger_kept_from_the_raw_records",
        "tests/ui/charts/test_restated.py::test_the_point_has_a_square_and_says_what_it_was",
    ),
    8: (
        f"{_STORE}test_rules.py::test_an_amount_without_a_rate_leaves_the_sum_and_lowers_the_coverage",
        f"{_STORE}test_vectors.py::test_an_average_over_two_currencies",
        f"{_STORE}test_figures.py::test_a_fault_in_what_they_stand_on_is_noticed",
    ),
    9: (
        f"{_KPIS}test_rounding.py::test_shown_half_up_in_the_digits_of_the_unit",
        f"{_KPIS}test_rounding.py::test_kept_half_to_even",
        "tests/ui/charts/test_restated.py::test_parts_that_do_not_add_up_as_they_are_shown_say_so",
    ),
    10: (
        f"{_STORE}test_rules.py::test_what_is_no_order_changes_nothing_and_an_order_does",
        f"{_STORE}test_figures.py::test_a_fault_in_what_they_stand_on_is_noticed",
    ),
    11: (f"{_STORE}test_rules.py::test_a_line_in_parts_is_one_line",),
    12: (f"{_KPIS}test_target.py::test_a_better_value_never_stands_worse",),
    13: (
        f"{_STORE}test_charts.py::test_every_mark_lists_as_many_documents_as_it_says",
        f"{_STORE}test_drilling.py::test_every_list_is_as_long_as_its_number",
        f"{_STORE}test_drilling.py::test_every_mark_lists_as_many_documents_as_it_says",
        f"{_STORE}test_changes.py::test_lists_are_as_long_as_their_numbers_on_random_histories",
    ),
    14: (
        f"{_STORE}test_age.py::test_a_figure_is_old_beyond_twice_its_interval",
        f"{_STORE}test_age.py::test_it_is_as_old_as_the_oldest_of_what_it_needs",
        f"{_KPIS}test_target.py::test_no_colour_where_it_would_mislead",
    ),
    15: (
        f"{_STORE}test_rules.py::test_no_point_is_left_out_of_a_series",
        f"{_STORE}test_lists.py::test_points_are_weeks_beyond_a_month_and_what_is_cut_or_not_over_is_partial",
    ),
}
# kpis.md section 10
VECTORS: dict[int, str] = {
    1: f"{_STORE}test_own_perfect.py::test_ten_orders",
    2: f"{_STORE}test_own_perfect.py::test_ten_orders",
    3: f"{_KPIS}test_receivables.py::test_simple_best_possible_and_delinquent",
    4: f"{_KPIS}test_receivables.py::test_count_back",
    5: f"{_STORE}test_own.py::test_collection_effectiveness",
    7: f"{_STORE}test_vectors.py::test_retention_and_churn",
    9: f"{_KPIS}test_tally.py::test_regions_one_of_two_and_ninety_of_a_hundred",
    10: f"{_STORE}test_figures.py::test_nothing_to_count_is_no_figure_and_a_sum_of_nothing_is_a_zero",
    11: f"{_STORE}test_vectors.py::test_an_average_over_two_currencies",
    12: f"{_STORE}test_vectors.py::test_a_month_under_way_is_set_against_as_much_of_the_one_before",
    13: f"{_STORE}test_own.py::test_a_hold_that_begins_again_is_another_one",
    14: f"{_STORE}test_own_perfect.py::test_a_young_cohort_counts_as_maturing_and_gets_no_colour",
    15: f"{_STORE}test_vectors.py::test_an_open_hold_has_an_age_and_no_release_time",
    16: "tests/app/policy/test_sla.py::test_opening_hours_across_spring_forward_have_an_hour_less",
    18: f"{_STORE}test_vectors.py::test_what_nobody_tells_is_none_and_never_a_zero",
}
# docs/decisions/0021: no figure is fed with what these are about.
NO_VECTOR = {6, 8, 17}


def test_every_rule_and_vector_is_accounted_for() -> None:
    assert RULES.keys() == set(range(1, 16))
    assert VECTORS.keys() | NO_VECTOR == set(range(1, 19))


@pytest.mark.parametrize("where", sorted({one for listed in RULES.values() for one in listed} | set(VECTORS.values())))
def test_the_test_is_there(where: str) -> None:
    path, _, name = where.partition("::")
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), where
