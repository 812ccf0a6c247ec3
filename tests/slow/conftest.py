"""What a drill measured is said at the end: kills, lost, doubled, seconds, memory."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    told = [(report.nodeid, report.user_properties) for reports in terminalreporter.stats.values()
            for report in reports if getattr(report, "when", "") == "call" and report.user_properties]
    if told:
        terminalreporter.section("figures")
    for name, figures in told:
        terminalreporter.write_line(f"{name}: {', '.join(f'{key} {value}' for key, value in figures)}")
