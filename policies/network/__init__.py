"""The charter of the network: what it does of its own will, beyond the law."""
