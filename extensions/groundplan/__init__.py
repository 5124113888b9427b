"""The companion of Groundplan: a command for those whose projects are made from the template."""
