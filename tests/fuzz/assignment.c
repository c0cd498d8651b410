/* Any bytes as a list of assignments, and as one assignment: no crash, every limit kept, and on
 * refusal nothing is left. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/services/pickup/assignment.h"
#include "firmware/services/relay/relay_assignments_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static struct relay_assignments list;
    struct assignment assignment;

    if (relay_assignments_parse(bytes, size_bytes, &list) != ERR_OK)
        CHECK(list.count == 0 && list.items[0].text_bytes == 0);
    else
        for (uint32_t i = 0; i < list.count; i++)
            CHECK(list.items[i].text_bytes > 0 &&
                  list.items[i].text_bytes <= sizeof(list.items[i].text));
    if (assignment_parse(bytes, size_bytes, &assignment) != ERR_OK) {
        CHECK(assignment.cell == 0 && assignment.id[0] == '\0' && assignment.factors == 0);
        return 0;
    }
    CHECK(assignment.cell >= 1 && assignment.cell <= LOCKER_CELLS_MAX && assignment.factors >= 1 &&
          assignment.factors <= 3 && strlen(assignment.id) == CASE_ID_BYTES - 1 &&
          assignment.purpose <= LOCKER_DEPOSIT && assignment.seq > 0 &&
          assignment.state >= ASSIGNMENT_READY && assignment.state <= ASSIGNMENT_WITHDRAWN &&
          assignment.not_before_s < assignment.expires_s && assignment.what[0][0] != '\0');
    return 0;
}
