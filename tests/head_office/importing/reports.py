"""Reading the report of an import in tests."""

from advisor_app.head_office.importing import FileReport, Report


def told(report: FileReport) -> tuple[int, int, int, int, int, int]:
    """Return the counts of a report: read, loaded, changed, unchanged, rejected, closed."""
    assert report.status != "refused", str(report.reason)
    assert report.read == report.loaded + report.changed + report.unchanged + report.rejected
    return (
        report.read,
        report.loaded,
        report.changed,
        report.unchanged,
        report.rejected,
        report.closed,
    )


def only(report: Report) -> FileReport:
    (file,) = report.files
    return file


def named(report: Report, name: str) -> FileReport:
    (file,) = (file for file in report.files if file.file == name)
    return file
