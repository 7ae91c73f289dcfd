"""The numbers of the law and of the network: one file each, dated, with its source."""
