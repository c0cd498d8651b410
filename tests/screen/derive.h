/* From a crawled view to the same view in another combination of modes: the modes that change nothing
 * but how it looks are turned on by a touch on a copy of the state behind it. */
#ifndef BANSHI_TESTS_SCREEN_DERIVE_H
#define BANSHI_TESTS_SCREEN_DERIVE_H

#include "tests/screen/registry.h"

/* False when the view cannot be seen in these modes: another visit's, or before one begins. */
bool derive_view(const struct screen *screen, uint32_t modes, struct view *out);

/* Marks the longest view of each shape: the same kinds of parts in the same states. */
void derive_mark_samples(struct registry *registry);

#endif
