/* The tables, and how older ones become newer ones. Inside of the store. */
#ifndef BANSHI_SERVICES_STORE_STORE_SCHEMA_H
#define BANSHI_SERVICES_STORE_STORE_SCHEMA_H

#include "firmware/base/err.h"
#include "firmware/services/store/store_sql.h"

/* Sets the connection up before its first use of the file: limits, write-ahead log, full sync, sole
 * owner, secure delete. ERR_IO when the file system cannot hold a write-ahead log. */
MUST_USE err_t store_schema_configure(struct store *store);

/* quick_check. ERR_CORRUPT when it finds anything. */
MUST_USE err_t store_schema_check(struct store *store);

/* Brings the tables to this firmware's version, each step one transaction. Tables one version ahead
 * are left alone: a rollback meets newer data, and new versions only add. ERR_STATE: further ahead.
 */
MUST_USE err_t store_schema_migrate(struct store *store);

#endif
