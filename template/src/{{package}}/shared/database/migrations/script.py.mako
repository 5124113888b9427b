<%! from textwrap import fill %>\
"""${message}.\
% if config.attributes.get("cautions"):


Before it meets data:

% for caution in config.attributes["cautions"]:
${fill(caution, 98, initial_indent="- ", subsequent_indent="  ", break_long_words=False)}
% endfor
% endif
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Go to this revision."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Go back to the one before."""
    ${downgrades if downgrades else "pass"}
