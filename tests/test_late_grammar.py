"""Addresses are judged as ever; only when the first one is."""

import subprocess
import sys
import textwrap

ADDRESSES = [
    "https://dichvucong.gov.vn/hồ-sơ?mã=1",
    "https://gov.vn/a b",
    "//",
    "mailto:a@b.vn",
    "ví dụ",
    "",
    7,
]

JUDGE = f"""
import sys
{{first}}
import jsonschema
loaded = "rfc3987_syntax" in sys.modules
judged = [
    jsonschema.FormatChecker(["iri"]).conforms(address, "iri") for address in {ADDRESSES!r}
]
print(loaded, judged, "rfc3987_syntax.syntax_helpers" in sys.modules)
"""


def judged(first: str) -> str:
    """Return what is said of the addresses by an interpreter that imports something first."""
    command = [sys.executable, "-c", JUDGE.format(first=first)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_the_grammar_is_read_at_the_first_address_and_judges_as_ever():
    late, usual = judged("import analysis.pipeline.late_grammar"), judged("")
    assert usual.startswith("True [True, False")
    assert late == usual.replace("True", "False", 1)


def test_where_jsonschema_is_there_already_nothing_is_touched():
    assert judged("import jsonschema, analysis.pipeline.late_grammar") == judged("")


def test_a_warm_parent_imports_it_before_whatever_imports_jsonschema():
    code = textwrap.dedent("""
        import importlib, sys
        from analysis.pipeline import preload
        assert "jsonschema" not in sys.modules
        for name in preload.modules():
            importlib.import_module(name)
            if "jsonschema" in sys.modules:
                break
        print(name, "lark" in sys.modules)
    """)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["analysis.pipeline.late_grammar", "False"]
