"""How acts on imports and exports read in history."""

from lineofsight.base.wording import register_words

register_words(
    {
        "integrations.bring_files": "brought files in",
        "integrations.apply_import": "applied the import",
        "integrations.cancel_import": "gave the import up",
        "integrations.compare_again": "let the files be compared again",
        "integrations.mend_rows": "corrected refused lines or left them out",
        "integrations.take_back": "took the values of the import back",
        "integrations.export_everything": "asked for everything as one archive",
    }
)
