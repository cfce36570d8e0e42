"""Files become Sources: plain text as decoded, and the text that Markdown, web pages, Word files and PDFs hold.

`read` opens one report, `documents` whatever one path holds, an archive among others. What a file is, its bytes tell.
Libraries of a format are imported when a file of it is read.
"""

from kg.read.dataset import Dataset, read_dataset
from kg.read.encoding import decode
from kg.read.report import ENDINGS, Failure, documents, read

__all__ = ["ENDINGS", "Dataset", "Failure", "decode", "documents", "read", "read_dataset"]
