"""The service: intake, measures, publication, and the pages and routes around them."""

VERSION = "0.1.0"
