/* Forged tables: a real or a made one with something wrong, its checksum right, as no honest program
 * writes them but a broken disk or a hostile update might. */
#ifndef BANSHI_TESTS_SUPPORT_TABLE_FORGE_H
#define BANSHI_TESTS_SUPPORT_TABLE_FORGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "build/tables/<name>", or in the folder that BANSHI_TABLES names; static memory. */
const char *table_forge_real(const char *name);

/* The whole file, freed by the caller; fails the test when it is not there: `make test` makes the
 * tables first. */
uint8_t *table_forge_read(const char *path, size_t *out_size_bytes);

/* Writes the bytes to a file of this process, with the checksum made right again if `mend`, and
 * returns its path (static memory; each call overwrites the file). */
const char *table_forge_write(uint8_t *bytes, size_t size_bytes, bool mend);

/* Removes that file. */
void table_forge_remove(void);

/* Where record `index` of a section lies in the bytes of a table. */
uint8_t *table_forge_record(uint8_t *bytes, unsigned section, uint32_t index);

#endif
