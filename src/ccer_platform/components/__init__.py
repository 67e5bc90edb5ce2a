"""What every page is made of, each once: templates, one style sheet of tokens, words and numbers."""
