"""The measurements of docs/performance.md: ``python -m benchmarks``. Ratios of pairs measured side by side."""
