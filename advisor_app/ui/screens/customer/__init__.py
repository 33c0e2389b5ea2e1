"""The customer seen whole: header, figures, and a tab for each thing that there is to see."""
