"""What a migration may do to data that is there, in words."""

from collections.abc import Iterator, Sequence

from alembic.operations import ops


def cautions_of(operations: Sequence[ops.MigrateOperation]) -> list[str]:
    """Return what may lose data, or be refused because of data that is there.

    Args:
        operations: What a revision does; as Alembic finds it, grouped by table.
    """
    flat = list(_flat(operations))
    made = {each.table_name for each in flat if isinstance(each, ops.CreateTableOp)}
    found = [
        words
        for each in flat
        if getattr(each, "table_name", None) not in made
        for words in (*_losses(each), *_refusals(each))
    ]
    return [*found, *_renames(flat)]


def _flat(operations: Sequence[ops.MigrateOperation]) -> Iterator[ops.MigrateOperation]:
    for each in operations:
        if isinstance(each, ops.OpContainer):
            yield from _flat(each.ops)
        else:
            yield each


def _losses(operation: ops.MigrateOperation) -> Iterator[str]:
    match operation:
        case ops.DropTableOp():
            yield f"`{operation.table_name}` is dropped, with all of its rows."
        case ops.DropColumnOp():
            name = f"{operation.table_name}.{operation.column_name}"
            yield f"`{name}` is dropped, with all that is in it."
        case ops.AlterColumnOp(modify_type=kind) if kind is not None:
            name = f"{operation.table_name}.{operation.column_name}"
            yield f"`{name}` becomes {kind!r}: values that do not fit are cut or refused."


def _refusals(operation: ops.MigrateOperation) -> Iterator[str]:
    match operation:
        case ops.AddColumnOp(column=column) if not (column.nullable or column.server_default):
            name = f"{operation.table_name}.{column.name}"
            yield (
                f"`{name}` is NOT NULL without a default: refused where the table has rows. Give"
                " it a `server_default`, or add it as nullable, fill it, and alter it then."
            )
        case ops.AlterColumnOp(modify_nullable=False):
            name = f"{operation.table_name}.{operation.column_name}"
            yield f"`{name}` becomes NOT NULL: refused where a row has none."
        case ops.CreateUniqueConstraintOp() | ops.CreateIndexOp(unique=True):
            yield f"`{operation.table_name}` gets a unique key: refused where rows are alike in it."
        case ops.CreateForeignKeyOp(source_table=name):
            yield f"`{name}` gets a foreign key: refused where a row refers to nothing."


def _renames(operations: Sequence[ops.MigrateOperation]) -> Iterator[str]:
    dropped = [each for each in operations if isinstance(each, ops.DropColumnOp)]
    for added in operations:
        if isinstance(added, ops.AddColumnOp):
            for old in dropped:
                if old.table_name == added.table_name:
                    yield (
                        f"If `{added.column.name}` is `{old.column_name}` under another name,"
                        " write one `alter_column` with `new_column_name` in place of the two, or"
                        " its data is lost."
                    )
    gone = [each for each in operations if isinstance(each, ops.DropTableOp)]
    for made in operations:
        if isinstance(made, ops.CreateTableOp):
            for before in gone:
                yield (
                    f"If `{made.table_name}` is `{before.table_name}` under another name, write"
                    " `op.rename_table` in place of the two, or its rows are lost."
                )
