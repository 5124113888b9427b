"""What the tests of the template share: rendering, real environments, answers to try."""
