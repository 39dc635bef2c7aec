"""Charts over time. pyqtgraph, which has no types, is known to ``plot.py`` alone and imported when a chart is first opened."""
