# SPDX-License-Identifier: MIT
"""Compares the answers of two builds of the command; see tools/compare-builds."""
