"""Compute: equations, grid factors, periods, corrections, and the chain from readings to whole tonnes on any engine."""
