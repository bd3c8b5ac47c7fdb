"""Refused lines corrected in the preview: judged again like the rest, and kept apart from what the file says."""

import pytest

from lineofsight.base.models import Change
from lineofsight.integrations import commands, staging
from lineofsight.integrations.files.corrected import Correction
from lineofsight.integrations.models import Import, StagedRow
from lineofsight.integrations.tests.company import HEAD, apply, bring, table, values_of
from lineofsight.integrations.tests.test_import_pages import page, upload  # noqa: F401 a fixture
from lineofsight.integrations.tests.test_workbook import workbook
from lineofsight.measures.models import Observation
from lineofsight.organization import commands as organization
from lineofsight.organization.models import ReportingLine
from lineofsight.organization.operator import operator_context
from lineofsight.organization.tests.cast import system

ROWS = table("nps,top,2026-01,4l", "nps,moon,2026-02,43", "nps,top,2026-03,44", "nps,top,2026-03,45", "nps,top,x")


def refused(run):
    return {row.line: row for row in StagedRow.objects.filter(run=run, verdict="refused")}


def mend(run, *rows):
    commands.mend_rows(operator_context(), run, {"rows": list(rows)})
    return staging.stage(run.pk)


def test_cells_are_corrected_and_lines_left_out_on_the_page(company, page):  # noqa: F811
    client = page("administrator")
    text = upload(client, ROWS).content.decode()
    run = Import.objects.get()
    rows = refused(run)
    assert sorted(rows) == [2, 3, 4, 5, 6]
    assert 'aria-label="Line 2, value"' in text
    assert 'aria-label="Line 3, unit"' in text

    sent = {
        f"text-{rows[2].pk}": "41",
        f"text-{rows[3].pk}": "top",
        f"text-{rows[4].pk}": rows[4].raw,
        f"out-{rows[5].pk}": "on",
        f"out-{rows[6].pk}": "on",
    }
    answer = client.post(f"/imports/{run.pk}/mend/", sent, follow=True)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Apply 3 rows" in text
    assert "Line 2, column 4: “4l” in the file was corrected to “41” by Administrator." in text
    assert "Line 5 was left out by Administrator." in text

    client.post(f"/imports/{run.pk}/apply/")
    assert values_of(company.nps) == {("top", "2026-01"): 41, ("top", "2026-02"): 43, ("top", "2026-03"): 44}
    first, second, third = Observation.objects.order_by("period__key")
    assert (first.raw, first.lines) == ("4l", "2")
    assert first.comment == "Line 2, column 4: “4l” in the file was corrected to “41” by Administrator."
    assert (second.raw, "“moon”" in second.comment, third.comment) == ("43", True, "")
    account = Import.objects.get().report["accounts"]["values.csv observations"]
    assert (account["read"], account["filtered"]) == (5, {"left out in the preview": 2})
    assert Change.objects.get(command="integrations.mend_rows").actor_name == "Administrator"


def test_a_correction_is_judged_like_any_cell_and_can_be_corrected_again(company):
    run = bring(table("nps,top,2026-01,4l"))

    run = mend(run, {"row": refused(run)[2].pk, "text": "forty"})
    assert refused(run)[2].raw == "forty"
    run = mend(run, {"row": refused(run)[2].pk, "text": "40"})
    apply(run)

    assert len(run.corrections) == 1
    assert Observation.objects.get().raw == "4l"
    assert values_of(company.nps) == {("top", "2026-01"): 40}


def test_a_workbook_is_mended_in_the_same_way(company):
    run = bring(workbook(("Values", [HEAD.split(","), ["nps", "top", "2026-01", "4l"]])), "values.xlsx")

    apply(mend(run, {"row": refused(run)[2].pk, "text": "41"}))

    assert values_of(company.nps) == {("top", "2026-01"): 41}


def test_a_wrong_weight_of_a_line_is_set_right(company):
    lines = table("worker,lead,solid,60", "worker,head,dotted,30", head="person,manager,kind,weight")
    run = bring(lines, "lines.csv")
    row = refused(run)[3]
    assert (row.column, row.payload["heading"]) == (4, "weight")

    apply(mend(run, {"row": row.pk, "text": "40"}))

    held = ReportingLine.objects.current().filter(person__key="worker", valid_to=None)
    assert sorted(held.values_list("manager__key", "weight")) == [("head", 40), ("lead", 60)]


def test_nothing_corrected_is_said_and_changes_nothing(company, page):  # noqa: F811
    client = page("administrator")
    upload(client, ROWS)
    run = Import.objects.get()

    answer = client.post(f"/imports/{run.pk}/mend/", {f"text-{refused(run)[2].pk}": "4l", "text-0": "1"})

    assert answer.status_code == 422
    assert "Nothing was corrected" in answer.content.decode()
    assert Import.objects.get().state == "ready"


def test_what_stands_in_a_package_is_corrected_in_the_file(company, page):  # noqa: F811
    package = '{"format": "strategy-package/2", "organization": {"key": "top", "name": "Top"}, "perspectives": [{}]}'
    text = upload(page("administrator"), package, "package.json").content.decode()
    run = Import.objects.get()

    assert "Correct them in the file and load it again" in text
    assert "Correct it here" not in text
    with pytest.raises(commands.Invalid, match="Nothing was corrected"):
        mend(run, {"row": StagedRow.objects.filter(verdict="refused")[0].pk, "leave_out": True})


def test_a_cell_beyond_the_end_of_a_row_can_be_filled(company):
    from lineofsight.integrations.files.corrected import Corrections
    from lineofsight.integrations.files.opening import open_table

    corrections = Corrections([Correction("a.csv", 2, 3, "new", "Ada")])
    read = corrections.over(open_table(b"a,b,c\n1,2,\n", "a.csv"))

    assert [chunk.rows for chunk in read.chunks()] == [[["1", "2", "new"]]]
    assert corrections.over(open_table(b"a,b\n1,2\n", "b.csv")).name == "b.csv"


def test_contradicting_lines_of_a_closed_period_are_not_counted_as_restated(company):
    apply(bring(table("nps,top,2026-01,40")))
    organization.close_period(system(), company.cast.calendar, {"key": "2026-01"})

    run = bring(table("nps,top,2026-01,41", "nps,top,2026-01,42"))
    assert (run.counts["restated"], run.counts["refused"]) == (0, 2)

    row = refused(run)[3]
    assert mend(run, {"row": row.pk, "leave_out": True}).counts["restated"] == 1
