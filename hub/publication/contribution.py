"""One submission of a snapshot: what is kept of it, who handed it in, and under which terms."""

from hub.vault.dataset import Dataset
from policies.agreement.agreement import Agreement
from schemas.record import record


@record
class Contribution:
    """A dataset of the vault, its contributor, of which kind, and the agreement it came under."""

    dataset: Dataset
    contributor: str
    kind: str
    agreement: Agreement
