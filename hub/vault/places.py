"""The places of a submission's files in the storage; each file's key is derived from its place."""

from hub.vault.key_name import safe

INBOX, STAGING, DATASETS, FAULTS = "inbox", "staging", "datasets", "faults"


def inbox_place(submission: str) -> str:
    """Return the place of a raw upload."""
    return f"{INBOX}/{safe(submission)}"


def staging_place(submission: str, run: str) -> str:
    """Return the folder in which a run puts a submission's tables together."""
    return f"{STAGING}/{safe(submission)}/{safe(run)}"


def dataset_place(submission: str, run: str) -> str:
    """Return the folder of a submission's tables, once a run has promoted them."""
    return f"{DATASETS}/{safe(submission)}/{safe(run)}"


def fault_place(submission: str, run: str) -> str:
    """Return the place of the faults that a run found in a submission."""
    return f"{FAULTS}/{safe(submission)}/{safe(run)}"


def file_place(submission: str, run: str, file: str) -> str:
    """Return what the key of a dataset's file is derived from; a promotion does not change it."""
    return f"{dataset_place(submission, run)}/{safe(file)}"


def file_name(file: str) -> str:
    """Return the name of a dataset's file of one table in its folder."""
    return f"{safe(file)}.parquet"


def small_name(file: str) -> str:
    """Return the name of a dataset's file of several tables in its folder."""
    return f"{safe(file)}.sealed"
