"""客户经理工作台: an offline, encrypted workbench for the advisors of a bank branch, and its head office."""

__version__ = "0.1.0"
