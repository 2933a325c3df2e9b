"""Online side: understand a question, rank passages, quote an answer."""
