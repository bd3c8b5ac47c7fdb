"""Bad input through the whole way: one clear sentence, nothing half-written, and the same file may be tried again."""

import io
import zipfile

import pytest

from lineofsight.integrations import commands, staging
from lineofsight.integrations.models import StagedKey, StagedObservation, StagedRow
from lineofsight.integrations.tests.company import HEAD, apply, bring, table, values_of
from lineofsight.measures.models import Observation
from lineofsight.organization.operator import operator_context


def claims_17_billion_cells():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", '<worksheet><dimension ref="A1:XFD1048576"/></worksheet>')
    return out.getvalue()


def zip_bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    return out.getvalue()


WHOLE = table(*[f"nps,top,2026-0{month},{month}" for month in range(1, 7)])
BAD = {
    "empty": (b"", "values.csv", "file_empty"),
    "no header": (b"\n\n\n", "values.csv", "header_missing"),
    "17 billion cells": (claims_17_billion_cells, "values.xlsx", "too_many_cells"),
    "zip bomb": (zip_bomb, "values.xlsx", "archive_too_large"),
    "half a workbook": (lambda: claims_17_billion_cells()[:200], "values.xlsx", "workbook_damaged"),
    "quote cut in half": (f'{HEAD}\nnps,top,2026-01,"4', "values.csv", "quote_not_closed"),
    "half a package": ('{"format": "strategy-package/2", "organization": {"key"', "p.json", None),
    "no package": ('{"hello": 1}', "p.json", "package_format_unknown"),
    "unknown columns": ("a,b,c\n1,2,3\n", "values.csv", "table_unknown"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "values.csv", "not_a_table"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "values.xls", "old_workbook"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_cannot_be_read_says_so_and_leaves_nothing(company, case):
    content, name, code = BAD[case]

    run = bring(content() if callable(content) else content, name)

    assert run.state == "failed"
    if code:
        assert run.report["problem"]["code"] == code
    assert run.problem.count(". ") <= 3
    assert run.problem.endswith(".")
    assert [model.objects.count() for model in (StagedObservation, StagedRow, StagedKey, Observation)] == [0, 0, 0, 0]


def test_after_a_refused_file_the_right_one_comes_in(company):
    bring(f'{HEAD}\nnps,top,2026-01,"4')

    apply(bring(WHOLE))

    assert len(values_of(company.nps)) == 6


def test_a_file_cut_in_the_middle_of_a_row_brings_the_whole_rows_and_names_the_other(company):
    run = apply(bring(WHOLE[: WHOLE.rindex(",") - 3]))

    refused = StagedRow.objects.get(run=run, verdict="refused")
    assert (refused.line, refused.code) == (7, "cells_do_not_match")
    assert "cut off" in refused.sentence
    assert len(values_of(company.nps)) == 5


def test_latin_1_is_read_and_said(company):
    run = apply(bring(table("nps,top,2026-01,4,caf\xe9", head=f"{HEAD},comment").encode("latin-1")))

    assert Observation.objects.get().comment == "café"
    assert run.counts["remarks"] == 1


def test_a_failure_of_ours_is_marked_and_the_same_import_can_be_read_again(company, monkeypatch):
    from lineofsight.integrations import staging_values

    def broken(*_):
        raise RuntimeError("out of disk")

    with monkeypatch.context() as patch:
        patch.setattr(staging_values.ValueStager, "_stage", broken)
        with pytest.raises(RuntimeError):
            bring(WHOLE)
    run = commands.Import.objects.get()
    assert (run.state, StagedObservation.objects.count()) == ("failed", 0)

    commands.compare_again(operator_context(), run, {})
    apply(staging.stage(run.pk))
    assert len(values_of(company.nps)) == 6


def test_errors_of_a_spreadsheet_are_named_and_never_zero(company):
    run = apply(bring(table("nps,top,2026-01,#REF!", "nps,top,2026-02,#N/A", "nps,top,2026-03,", "nps,top,2026-04,0")))

    assert values_of(company.nps) == {("top", "2026-04"): 0}
    assert run.counts["remarks"] >= 1
    account = run.report["accounts"]["values.csv observations"]
    assert (account["read"], account["used"], account["empty"]) == (4, 1, 3)
