"""The service: intake, measures, publication, and the pages and routes around them."""
