/* The two-byte codes of GB 18030 and its four-byte codes of the basic plane, from the C library's
 * converter, with the changes of the 2022 edition. Process: banshi-tables. */
#ifndef BANSHI_TOOLS_TABLES_GB18030_H
#define BANSHI_TOOLS_TABLES_GB18030_H

#include <stdint.h>

#include "firmware/base/err.h"

/* Fills TABLE_PARTS_GB_LEADS * TABLE_PARTS_GB_TRAILS and TABLE_PARTS_GB_LINEAR characters; 0 where a
 * code stands for nothing. ERR_STATE when the C library lacks the converter. */
MUST_USE err_t gb18030_tables(uint16_t *out_two, uint16_t *out_four);

#endif
