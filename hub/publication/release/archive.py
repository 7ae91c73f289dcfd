"""A release, or a part of one, as the one file that `hub verify` takes."""

import io
import zipfile
from collections.abc import Mapping

# A file of an archive is as old as the format: the archive of the same files is always the same.
BEGINNING = (1980, 1, 1, 0, 0, 0)


def archived(files: Mapping[str, bytes]) -> bytes:
    """Return the files, given by name, as a zip."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, BEGINNING), content)
    return kept.getvalue()
