"""The encrypted book on the advisor's machine: the only folder of the workbench that knows SQL."""
