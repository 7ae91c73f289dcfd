"""Pages of purchasers: the region and its plans."""
