"""One submission of a snapshot: what is kept of it, who handed it in, and under which terms."""

from hub.vault.dataset import Dataset
from policies.agreement.agreement import Agreement
from schemas.record import record


@record
class Contribution:
    """A dataset of the vault with its contributor and the agreement that it was received under."""

    dataset: Dataset
    contributor: str
    agreement: Agreement
