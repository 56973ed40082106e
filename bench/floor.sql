-- The floor: DuckDB reads the columns that the facts need and keeps them in a database file. Nothing else is done: no
-- splitting, no counting, no deduplication, no normalising, no detection. The relation is a read_json of the input.
CREATE TABLE audit AS SELECT * FROM {relation};
CREATE TABLE signin AS SELECT properties.id, properties.createdDateTime, properties.userPrincipalName, properties.userId,
  properties.appId, properties.ipAddress, properties.status, properties.uniqueTokenIdentifier, properties.sessionId, category, tenantId
FROM read_json({signins}, format = 'newline_delimited', columns = {
  category: 'VARCHAR', tenantId: 'VARCHAR',
  properties: 'STRUCT(id VARCHAR, createdDateTime VARCHAR, userPrincipalName VARCHAR, userId VARCHAR, appId VARCHAR, ipAddress VARCHAR, status STRUCT(errorCode VARCHAR), uniqueTokenIdentifier VARCHAR, sessionId VARCHAR)'});
CHECKPOINT;
