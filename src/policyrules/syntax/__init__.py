"""From a policy's text to its tree and back: words, grammar, mistakes, printing."""
