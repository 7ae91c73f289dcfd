"""The measures, one SQL file each, and the engine that runs them."""
