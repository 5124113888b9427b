"""Every preset renders."""

import pytest

from tests.support.rendering import Renderer


@pytest.mark.parametrize("preset", ["service", "platform", "library"])
def test_preset_renders(render: Renderer, preset: str) -> None:
    project = render(preset=preset)
    assert ".copier-answers.yml" in project.files()
