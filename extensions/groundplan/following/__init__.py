"""Follow the template that a project is made from: versions, updates, what is missing."""
