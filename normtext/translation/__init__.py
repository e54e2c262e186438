"""Offline translation: packages of models, the engines that run them, and what guards them."""

from __future__ import annotations

__all__: list[str] = []
