"""Neighbours, predictions and the reasons behind them."""
