"""Import of the bank's extracts: TOML mappings, streamed reading, set-based loading, a report of every
record.

`load_mapping` and `import_folder` are what the command line calls.
"""

from advisor_app.head_office.importing.file_import import Limits, Progress
from advisor_app.head_office.importing.mapping import Mapping
from advisor_app.head_office.importing.mapping_loader import MappingError, load_mapping
from advisor_app.head_office.importing.report import FileReport, Rejection, Report
from advisor_app.head_office.importing.run import import_folder

__all__ = [
    "FileReport",
    "Limits",
    "Mapping",
    "MappingError",
    "Progress",
    "Rejection",
    "Report",
    "import_folder",
    "load_mapping",
]
