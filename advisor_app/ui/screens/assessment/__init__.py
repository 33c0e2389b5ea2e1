"""Taking an assessment of how much risk a customer can bear: the questions, what was answered, and the result."""
