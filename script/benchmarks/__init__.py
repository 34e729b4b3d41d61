"""What `script/bench NAME` runs, as `python -m script.benchmarks.NAME [--json]`.

A benchmark is one file here. The first line of its docstring says what it measures; it makes
its own rows and hands them to `table.report`, whose answer is its exit code:

    if __name__ == "__main__":
        django.setup()
        sys.exit(report(measure(), as_json="--json" in sys.argv))

It has a throwaway embedded stack (an empty CARELANE_VAR, not yet migrated) to itself.
"""
