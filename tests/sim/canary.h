/* Canaries: every simulated person's name, number, address and telephone begin with bytes that
 * occur nowhere else, so that one search finds any person anywhere. */
#ifndef BANSHI_TESTS_SIM_CANARY_H
#define BANSHI_TESTS_SIM_CANARY_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/core/model.h"

#define CANARY_PERSONS_MAX 8 /* as many as one life has visits */

/* A person that exists once in a life; `index` from 1. The number passes every check. */
void canary_person(uint32_t index, struct person *out);

/* The person's own mobile number, and the number of his child. */
void canary_mobile(uint32_t index, char out[12]);
void canary_child(uint32_t index, char out[19]);

/* The name of a child that is written by hand: of five characters, none of them a digit. */
void canary_baby(uint32_t index, char out[16]);

/* The code on a paper he brought, and his pick-up code: digits that are nobody else's. */
void canary_code(uint32_t index, char out[16]);
void canary_door(uint32_t index, char out[16]);

/* A signature whose very points are a canary: nobody's in particular, to be found where it stays. */
void canary_ink(struct ink *out);

/* The first canary of anybody within the bytes; NULL: none. */
const char *canary_find(const void *bytes, size_t size_bytes);

/* Whose canary lies whole at this place, at most `size_bytes` long: the index of the person, or 0
 * (a number half typed, or typed wrong, is nobody's). */
uint32_t canary_owner(const char *at, size_t size_bytes);

#endif
