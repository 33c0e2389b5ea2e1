"""A bank of invented people, generated from a seed as extract files in the native format.

The demo takes the same way as a real bank: `generate` writes files, the ordinary importer reads them.
"""

from advisor_app.head_office.demo.generate import AS_OF, Progress, Summary, generate

__all__ = ["AS_OF", "Progress", "Summary", "generate"]
