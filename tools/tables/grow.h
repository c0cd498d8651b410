/* A list that grows: the one container of banshi-tables. A tool for people at build time may stop
 * when memory ends; the firmware never uses this. */
#ifndef BANSHI_TOOLS_TABLES_GROW_H
#define BANSHI_TOOLS_TABLES_GROW_H

#include <stddef.h>

struct grow {
    void *at; /* the records, one after another */
    size_t count;
    size_t room;
    size_t record_bytes; /* set by the first grow_add() */
};

/* Room for one record more, zeroed; the address holds until the next call. */
void *grow_add(struct grow *list, size_t record_bytes);

/* Appends `count` records and returns the index of the first. */
size_t grow_append(struct grow *list, const void *records, size_t record_bytes, size_t count);

/* Frees the records; a zeroed list is allowed. */
void grow_finish(struct grow *list);

#endif
