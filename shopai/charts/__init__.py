"""Results in, plotly figures out; the theme in one place."""
