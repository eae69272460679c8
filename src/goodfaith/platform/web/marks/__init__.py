"""Small pictures drawn here as SVG: a bar in a row, a sparkline, the strip of a talk."""
