#include "tools/platform/platform_answer.h"

#include <stdio.h>
#include <string.h>

void platform_answer_json(struct platform_answer *answer, int status, json_t *body)
{
    answer->status = status;
    answer->content_type = status >= 400 ? "application/problem+json" : "application/json";
    answer->body = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);
    answer->size_bytes = answer->body == NULL ? 0 : strlen(answer->body);
    json_decref(body);
}

void platform_answer_problem(struct platform_answer *answer, int status, const char *type,
                             const char *title)
{
    char uri[128];

    snprintf(uri, sizeof(uri), "https://banshi.example/problems/%s", type);
    platform_answer_json(answer, status,
                         json_pack("{s:s,s:s,s:i}", "type", uri, "title", title, "status", status));
}

void platform_answer_text(struct platform_answer *answer, int status, const char *text)
{
    answer->status = status;
    answer->content_type = "application/json";
    answer->body = strdup(text);
    answer->size_bytes = answer->body == NULL ? 0 : strlen(text);
}
