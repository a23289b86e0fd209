"""The pages below docs/reference say what the code says."""

import pytest

from analysis.markdown import span, table
from analysis.reference.page import REGENERATE
from analysis.reference.pages import FOLDER, reference_pages, stale_pages, write_pages
from simulation.scenario.customer import CustomerParams
from simulation.scenario.firm import FirmParams


def test_no_reference_page_is_stale():
    assert stale_pages() == [], f"make them again: {REGENERATE}"


def test_every_customer_and_firm_parameter_stands_on_the_parameter_page():
    text = (FOLDER / "parameters.md").read_text(encoding="utf-8")
    names = [*CustomerParams.model_fields, *FirmParams.model_fields]
    assert [name for name in names if f"`{name}" not in text] == []


def test_every_option_of_the_contract_stands_on_the_command_page():
    text = (FOLDER / "commands.md").read_text(encoding="utf-8")
    wanted = ["--set PATH=VALUE", "--steps", "--customers", "--snapshot", "--seed", "--out DIR"]
    wanted += ["--quiet", "--json", "--replications", "--precision", "--metric", "--uncertain"]
    wanted += ["--workers", "--offers", "--panel", "--scenario FILE"]
    assert [option for option in wanted if f"`{option}" not in text] == []


def test_a_changed_a_missing_and_an_unknown_page_are_stale(tmp_path):
    write_pages(tmp_path)
    assert stale_pages(tmp_path) == []
    (tmp_path / "metrics.md").write_text("# Metrics\n", encoding="utf-8")
    (tmp_path / "errors.md").unlink()
    (tmp_path / "extra.md").write_text("# By hand\n", encoding="utf-8")
    assert stale_pages(tmp_path) == ["errors.md", "extra.md", "metrics.md"]


def test_the_pages_do_not_depend_on_when_they_are_made():
    assert reference_pages() == reference_pages()


@pytest.mark.parametrize(
    ("bounds", "text"),
    [((0.0, 1.0), "0 to 1"), ((0.0, None), "from 0"), ((None, 2.5), "to 2.5"), (None, "")],
)
def test_bounds_are_written_as_a_reader_says_them(bounds, text):
    assert span(bounds) == text


def test_a_bar_in_a_cell_does_not_end_it():
    assert table(["a"], [["x | y\nz"]]).splitlines()[-1] == r"| x \| y z |"
