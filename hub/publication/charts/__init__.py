"""Charts as inline SVG: pictures first, the table one click away."""
