/* Any bytes as an error answer: no crash, and what is kept is one line of UTF-8. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "firmware/services/relay/relay_problem_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

static void check_line(const char *text)
{
    CHECK(text_is_utf8(text, strlen(text)));
    for (const char *at = text; *at != '\0'; at++)
        CHECK((unsigned char)*at >= ' ' && *at != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    struct relay_problem problem;

    if (relay_problem_parse(bytes, size_bytes, &problem) != ERR_OK)
        CHECK(problem.type[0] == '\0' && problem.title[0] == '\0');
    check_line(problem.type);
    check_line(problem.title);
    return 0;
}
