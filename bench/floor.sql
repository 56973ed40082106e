-- The floor: DuckDB reads the columns that the facts need and keeps them in a database file. Nothing else is done: no
-- splitting, no counting, no deduplication, no normalising, no detection. The relation is a read_json of the input; what is
-- read of it and of the sign-ins are the fields of bench/columns.ts.
CREATE TABLE audit AS SELECT * FROM {relation};
CREATE TABLE signin AS SELECT * FROM read_json({signins}, format = 'newline_delimited', columns = {columns});
CHECKPOINT;
