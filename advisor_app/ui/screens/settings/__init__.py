"""The settings of the workbench, each with what it does and where its value comes from, and what is installed."""
